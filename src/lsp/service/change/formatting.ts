import type { Edit } from '../../../dsl/diagnostics/diagnostic.ts';
import type { Span } from '../../../dsl/text/source.ts';
import { format, formatRange } from '../../../dsl/tools/format.ts';
import type { Document } from '../workspace.ts';

/** The one form of a file as edits, each of whole lines that differ. None where nothing changes. */
export function formatting(document: Document): readonly Edit[] {
  const { text, changed } = format(document.source);
  return changed ? lineEdits(document.source.text, text) : [];
}

/**
 * The one form of the declarations that a span touches; the rest stays as it is. A declaration with an
 * error in it is left alone.
 */
export const rangeFormatting = (document: Document, span: Span): readonly Edit[] =>
  lineEdits(document.source.text, formatRange(document.source, span));

/** The smallest runs of whole lines whose replacement turns one text into the other. */
function lineEdits(before: string, after: string): readonly Edit[] {
  const old = linesOf(before);
  const fresh = linesOf(after);
  const edits: Edit[] = [];
  let offset = 0;
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && old[i] === fresh[j]) {
      offset += (old[i] as string).length;
      i += 1;
      j += 1;
      continue;
    }
    const [nextOld, nextFresh] = nextEqual(old, fresh, i, j);
    const removed = old.slice(i, nextOld).join('');
    const text = fresh.slice(j, nextFresh).join('');
    edits.push({ span: { start: offset, end: offset + removed.length }, text });
    offset += removed.length;
    [i, j] = [nextOld, nextFresh];
  }
  return edits;
}

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** How far two texts are looked through for the next line that both have. */
const reach = 200;

/** The nearest pair of equal lines with something on them; the ends of both where none is near. */
function nextEqual(
  old: readonly string[],
  fresh: readonly string[],
  i: number,
  j: number,
): readonly [number, number] {
  for (let sum = 1; sum < reach; sum += 1) {
    for (let back = 0; back <= sum; back += 1) {
      const [a, b] = [i + back, j + sum - back];
      const line = old[a];
      if (line !== undefined && line.trim() !== '' && line === fresh[b]) return [a, b];
    }
  }
  return [old.length, fresh.length];
}
