import { dirname, relative, resolve } from 'node:path';
import { VakError } from '../runtime/contract/errors.ts';
import type { CodeFault } from '../runtime/contract/execution.ts';
import { asExpression } from './one-expression.ts';

/** One module with everything in it. */
export interface Bundled {
  readonly text: string;
  /** Packages and files that are in it, as the bundler names them. */
  readonly imports: readonly string[];
}

/** Nodes of a syntax tree, as far as they are looked at. */
export interface Tree {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * Makes one module without imports of a file and all that it imports, as one expression where it can be.
 * Nothing of it is run. The same files give the same text.
 * @param allow names of the packages it may take in, for itself and for one another; any unless given
 * @throws VakError VAK2616 without the bundler, for a file that does not bundle, for what needs Node, and for
 * packages that are not allowed, naming each and who imports it
 */
export async function bundleTool(file: string, allow?: readonly string[]): Promise<Bundled> {
  const { rolldown } = await optional(() => import('rolldown'));
  const outside = new Set<string>();
  const home = dirname(resolve(file));
  const gate = new AllowMap(allow, home);
  try {
    const build = await rolldown({
      input: resolve(file),
      // The names of files are in the text: as seen from the first of them, wherever this is called.
      cwd: home,
      plugins: [{ name: 'allow', resolveId: (source, importer) => gate.ask(source, importer) }],
      platform: 'neutral',
      logLevel: 'silent',
      resolve: { conditionNames: ['import', 'default'], mainFields: ['module', 'main'] },
    });
    const { output } = await build.generate({ format: 'esm', codeSplitting: false });
    await build.close();
    gate.close();
    const [entry, ...more] = output;
    for (const name of [...entry.imports, ...entry.dynamicImports]) outside.add(name);
    if (more.length > 0) throw new Error('it comes to more than one file');
    const first = [...outside][0];
    if (first !== undefined) throw new Error(`it imports \`${first}\`, which no sandbox has`);
    const text = (await asExpression(file, entry.code)) ?? entry.code;
    const imports = entry.moduleIds.slice(0, -1).map((id) => relative(home, id));
    return { text, imports };
  } catch (cause) {
    const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw new VakError('VAK2616', `\`${file}\` does not bundle: ${line}`, { cause });
  }
}

/** Which packages a bundle may take in, and which were asked for beyond those. */
class AllowMap {
  readonly #allow: ReadonlySet<string> | undefined;
  readonly #home: string;
  readonly #refused = new Set<string>();

  constructor(allow: readonly string[] | undefined, home: string) {
    this.#allow = allow === undefined ? undefined : new Set(allow);
    this.#home = home;
  }

  /** Notes what is not allowed; where it lies is for the bundler to say. */
  ask(source: string, importer: string | undefined): null {
    const name = packageOf(source);
    if (importer === undefined || name === undefined || this.#allow?.has(name) !== false)
      return null;
    this.#refused.add(`\`${name}\` (in ${relative(this.#home, importer)})`);
    return null;
  }

  /** Throws naming all that was asked for and is not allowed. */
  close(): void {
    if (this.#refused.size === 0) return;
    throw new Error(`it imports what is not allowed: ${[...this.#refused].sort().join(', ')}`);
  }
}

/** The package that an import names; undefined for a file. */
export function packageOf(source: string): string | undefined {
  if (/^(\.{0,2}\/|[A-Za-z]:|\0|node:)/.test(source)) return undefined;
  return source.split('/', source.startsWith('@') ? 2 : 1).join('/');
}

/** The syntax tree of a text in TypeScript. @throws VakError VAK2616 naming the place when it has none */
export async function parseTool(file: string, text: string): Promise<Tree> {
  const { parseAst } = await optional(() => import('rolldown/parseAst'));
  try {
    return parseAst(text, { lang: 'ts' }) as unknown as Tree;
  } catch (cause) {
    const { message, pos = 0 } = cause as { readonly message: string; readonly pos?: number };
    const [first = '', why = first] = message.split('\n');
    const before = text.slice(0, pos).split('\n');
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    throw unreadable(file, { message: why, ...place }, cause);
  }
}

/** That a tool's file is no code, and where. */
export const unreadable = (
  file: string,
  { message, line = 1, column = 1 }: CodeFault,
  cause?: unknown,
): VakError =>
  new VakError('VAK2616', `\`${file}\` cannot be read: ${message} (${file}:${line}:${column})`, {
    cause,
  });

async function optional<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const how = 'install it beside vak: npm install --save-dev rolldown';
    throw new VakError('VAK2616', `this needs the package \`rolldown\`; ${how}`, { cause });
  }
}
