import type { Edit } from '../../../dsl/diagnostics/diagnostic.ts';
import { builtInLabels } from '../../../dsl/model/parts/whole.ts';
import { keywords } from '../../../dsl/syntax/lexer/keywords.ts';
import type { Span } from '../../../dsl/text/source.ts';
import { spelled } from '../completion/item.ts';
import { occurrenceAt } from '../names/occurrences.ts';
import { references } from '../navigate.ts';
import type { Document, Workspace } from '../workspace.ts';

/** The edits of a rename by file, or why there is none. */
export type Renamed =
  | { readonly ok: true; readonly edits: ReadonlyMap<string, readonly Edit[]> }
  | { readonly ok: false; readonly why: string };

/** What would be renamed at an offset; undefined where nothing can be. */
export function renamable(
  workspace: Workspace,
  document: Document,
  offset: number,
): Span | undefined {
  const found = occurrenceAt(workspace, document, offset);
  const [definition] = found?.definitions ?? [];
  if (found === undefined || definition === undefined) return undefined;
  if (definition.kind === 'label' && builtInLabels.includes(definition.name)) return undefined;
  return found.span;
}

const word = /^[A-Za-z_][A-Za-z0-9_]*$/;
const path = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/**
 * Gives what stands at an offset a new name, wherever it is declared and used in all known files. The
 * texts are not changed. A name that could not be read back, or that is taken, is refused.
 */
export function rename(
  workspace: Workspace,
  document: Document,
  offset: number,
  name: string,
): Renamed {
  const found = occurrenceAt(workspace, document, offset);
  const [definition] = found?.definitions ?? [];
  if (found === undefined || definition === undefined) {
    return { ok: false, why: 'nothing here has a name of its own' };
  }
  const { kind } = definition;
  if (renamable(workspace, document, offset) === undefined) {
    return { ok: false, why: `\`${definition.name}\` is a label of the language itself` };
  }
  const form = kind === 'tool' ? path : word;
  if (!form.test(name) && !(kind === 'field' && name !== '')) {
    const wanted = kind === 'tool' ? 'words with dots between them' : 'one word';
    return { ok: false, why: `\`${name}\` is no name: it must be ${wanted}` };
  }
  if (kind === 'label' && builtInLabels.includes(name)) {
    return { ok: false, why: `\`${name}\` is a label of the language itself` };
  }
  const places = references(workspace, document, offset);
  const installed = places.find(({ document: { source } }) => isInstalled(source.name));
  if (installed !== undefined) {
    const where = installed.document.source.name;
    return { ok: false, why: `\`${definition.name}\` stands in an installed package: ${where}` };
  }
  const edits = new Map<string, Edit[]>();
  for (const place of places) {
    const file = place.document.source.name;
    const list = edits.get(file) ?? [];
    edits.set(file, list);
    const written = place.document.source.text.slice(place.span.start, place.span.end);
    const text = written.startsWith('"')
      ? JSON.stringify(name)
      : kind === 'field'
        ? spelled(name)
        : name;
    list.push({ span: place.span, text });
  }
  const before = places.length;
  const taken = collides(workspace, edits, before, document, offset);
  if (taken) {
    const why = keywords.includes(name)
      ? 'is a word of the language'
      : 'already names something else';
    return { ok: false, why: `\`${name}\` ${why}` };
  }
  return { ok: true, edits };
}

/** Whether a file came with a package; what is installed is not the author's to change. */
const isInstalled = (name: string): boolean => /(?:^|[\\/])node_modules[\\/]/.test(name);

/** Whether after the edits more, or less, would bear the name than was renamed. */
function collides(
  workspace: Workspace,
  edits: ReadonlyMap<string, readonly Edit[]>,
  before: number,
  document: Document,
  offset: number,
): boolean {
  const after = workspace.with(
    new Map(
      [...edits].map(([file, list]) => [
        file,
        applied(workspace.document(file)?.source.text ?? '', list),
      ]),
    ),
  );
  const own = edits.get(document.source.name) ?? [];
  const shift = own
    .filter(({ span }) => span.end < offset)
    .reduce((sum, { span, text }) => sum + text.length - (span.end - span.start), 0);
  const inside = own.find(({ span }) => span.start <= offset && offset <= span.end);
  const at = (inside?.span.start ?? offset) + shift;
  const renamed = after.document(document.source.name);
  return renamed === undefined || references(after, renamed, at).length !== before;
}

/** A text after edits that do not overlap. */
export function applied(text: string, edits: readonly Edit[]): string {
  const inOrder = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let done = '';
  let end = 0;
  for (const { span, text: put } of inOrder) {
    done += text.slice(end, span.start) + put;
    end = span.end;
  }
  return done + text.slice(end);
}
