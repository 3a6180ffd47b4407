import type { Document } from '../workspace.ts';

/** How one `test` block came out when it was last run. */
export interface Outcome {
  readonly name: string;
  /** The line of the test's name, from 1, in the text that was run. */
  readonly line: number;
  readonly ok: boolean;
  readonly message?: string;
}

/** A sign beside a text. */
export interface Inlay {
  readonly offset: number;
  readonly text: string;
  readonly about?: string;
}

/**
 * `✓` or `✗` behind the head of each `test` block that was run, with what was missed. A test that has
 * moved keeps its sign, found by its name; one that is new has none until it is run.
 */
export function inlays(document: Document, outcomes: readonly Outcome[]): readonly Inlay[] {
  const found: Inlay[] = [];
  for (const node of document.file.declarations) {
    if (node.kind !== 'test') continue;
    const { line } = document.source.position(node.name.span.start);
    const named = outcomes.filter((each) => each.name === node.name.text);
    const outcome = named.find((each) => each.line === line) ?? named[0];
    if (outcome === undefined) continue;
    const text = outcome.ok ? '✓' : '✗';
    const about = outcome.message === undefined ? {} : { about: outcome.message };
    found.push({ offset: node.name.span.end, text, ...about });
  }
  return found;
}
