import type { Source, Span } from '../text/source.ts';
import type { Diagnostic, Fix, Label, Severity } from './diagnostic.ts';

/** What `vak explain` prints about a code: an example that draws it, why, and the mended example. */
export interface Page {
  readonly bad: string;
  readonly why: string;
  readonly good: string;
}

/** One code with all of its wording. `P` is what the message wants to know. */
export interface CatalogueEntry<P> {
  readonly code: string;
  readonly severity: Severity;
  /** What the code is about, in a few words. */
  readonly title: string;
  readonly message: (params: P) => string;
  readonly help?: (params: P) => string | undefined;
  readonly page: Page;
}

/** Writes an entry down with its parameter type inferred. */
export const entry = <P>(written: CatalogueEntry<P>): CatalogueEntry<P> => written;

/** An entry for an error whose message is worded where it is found. */
export const problem = (
  code: string,
  title: string,
  page: Page,
): CatalogueEntry<{ readonly what: string }> => ({
  code,
  severity: 'error',
  title,
  message: ({ what }) => what,
  page,
});

/** Makes a diagnostic of a catalogue entry at a place. */
export function diagnose<P>(
  of: CatalogueEntry<P>,
  source: Source,
  span: Span,
  params: P,
  more: {
    readonly labels?: readonly Label[];
    readonly fixes?: readonly Fix[];
    readonly notes?: readonly string[];
    readonly help?: string;
  } = {},
): Diagnostic {
  const help = more.help ?? of.help?.(params);
  return {
    code: of.code,
    severity: of.severity,
    message: shortened(of.message(params)),
    source,
    span,
    labels: more.labels ?? [],
    ...(help === undefined ? {} : { help: shortened(help) }),
    fixes: more.fixes ?? [],
    notes: more.notes ?? [],
  };
}

/** Letters of an author's text that a message repeats. */
const mostQuoted = 120;

/** A message in which whatever it quotes can be read at a glance: the middle of a long quote is left out. */
function shortened(message: string): string {
  if (message.length <= mostQuoted) return message;
  return message.replace(/[^\s`]{121,}/gu, (quote) => {
    const letters = [...quote];
    return letters.length <= mostQuoted
      ? quote
      : `${letters.slice(0, 80).join('')}…${letters.slice(-20).join('')}`;
  });
}
