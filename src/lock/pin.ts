import { createHash } from 'node:crypto';
import { relative, resolve, sep } from 'node:path';
import { format, parse, Source } from '../dsl/index.ts';

/** One imported file as it was when somebody looked at it. */
export interface FilePin {
  /** Over what the file says: layout and `//` comments do not count. */
  readonly digest: string;
  /** Digests of the code of its tools, by tool. */
  readonly code: { readonly [tool: string]: string };
  /** The lines of each of its declarations, so that a change of them can be shown. */
  readonly declares: { readonly [what: string]: readonly string[] };
}

/** The digest of some text or bytes, `sha256:<hex>`. */
export const digestOf = (text: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** The digest over what a file says: its tree without places. Formatting keeps it. */
export function digestOfSource(source: Source): string {
  const tree = JSON.stringify(parse(source).file, (key, value: unknown) => {
    if (key === 'span' || key === 'verdictSpan') return undefined;
    return typeof value === 'bigint' ? `${value}` : value;
  });
  return digestOf(tree);
}

/**
 * The name of a file in a lock: relative to the lock's folder with `/`; of a file in a package, its
 * name within the innermost `node_modules`, wherever that folder stands.
 */
export function pinName(name: string, cwd: string, folder: string): string {
  const path = relative(folder, resolve(cwd, name)).split(sep).join('/');
  const parts = path.split('/');
  return parts.slice(parts.lastIndexOf('node_modules') + 1).join('/');
}

/** Every declaration of a file by what it is, with its lines in the one layout there is. */
export function declaresOf(source: Source): FilePin['declares'] {
  const laidOut = new Source(source.name, format(source).text);
  const lines = (span: { readonly start: number; readonly end: number }): readonly string[] =>
    laidOut.text
      .slice(span.start, span.end)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const declares: Record<string, readonly string[]> = {};
  const say = (what: string, said: readonly string[]): void => {
    let name = what;
    for (let again = 2; Object.hasOwn(declares, name); again += 1) name = `${what} (${again})`;
    declares[name] = said;
  };
  for (const declaration of parse(laidOut).file.declarations) {
    const said = lines(declaration.span);
    if (declaration.kind !== 'policy') {
      say(nameOf(declaration), said);
      continue;
    }
    say(nameOf(declaration), said.slice(0, 1));
    for (const rule of declaration.rules) {
      say(`rule ${declaration.name.text}.${rule.name.text}`, lines(rule.span));
    }
  }
  return declares;
}

function nameOf(declaration: { readonly kind: string }): string {
  const {
    kind,
    name,
    path,
    package: from,
    alias,
  } = declaration as {
    readonly kind: string;
    readonly name?: { readonly text: string };
    readonly path?: { readonly text: string };
    readonly package?: { readonly text: string };
    readonly alias?: { readonly text: string };
  };
  const called = name?.text ?? path?.text ?? from?.text ?? alias?.text;
  return called === undefined ? kind : `${kind} ${called}`;
}
