import type { Scrubber, Secrets } from '../../../runtime/contract/index.ts';
import { Automaton, type Match } from './automaton.ts';
import { spellings } from './encodings.ts';
import { views } from './views.ts';

/** What stands in place of a value whose own name would give it away. */
const nameless = '***';

/** How often a text is searched again because blanking itself may have joined something. */
const rounds = 3;

/**
 * Replaces every known secret value by `[secret:NAME]`: as it stands, escaped for JSON, encoded for
 * URLs, in hexadecimal of one case, and in base64 of either alphabet at any alignment, wrapped or not.
 * One pass over the text for each way of reading it, however many secrets there are. The searching
 * machine is made anew only when the known values have changed.
 */
export class SecretScrubber implements Scrubber {
  readonly name = 'vak/scrubber';
  readonly #secrets: Secrets;
  #known: readonly (readonly [name: string, value: string])[] = [];
  #automaton = new Automaton([]);

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  scrub(text: string): { readonly text: string; readonly found: readonly string[] } {
    this.#refresh();
    if (this.#known.length === 0) return { text, found: [] };
    const found = new Set<string>();
    let current = text;
    for (let round = 0; round < rounds; round += 1) {
      const matches = this.#search(current);
      if (matches.length === 0) return { text: current, found: [...found] };
      for (const { owner } of matches) found.add(owner);
      current = this.#blank(current, matches);
    }
    return { text: this.#search(current).length === 0 ? current : nameless, found: [...found] };
  }

  #search(text: string): readonly Match[] {
    const matches = views(text).flatMap((view) =>
      this.#automaton.find(view.text).map(({ start, end, owner }) => ({
        ...view.original(start, end),
        owner,
      })),
    );
    return matches.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** Overlapping findings become one mark, named for the one that starts first. */
  #blank(text: string, matches: readonly Match[]): string {
    const parts: string[] = [];
    let done = 0;
    for (const { start, end, owner } of matches) {
      if (start >= done) parts.push(text.slice(done, start), this.#mark(owner));
      done = Math.max(done, end);
    }
    parts.push(text.slice(done));
    return parts.join('');
  }

  #mark(name: string): string {
    const mark = `[secret:${name}]`;
    return this.#automaton.find(mark).length === 0 ? mark : nameless;
  }

  #refresh(): void {
    const known: (readonly [string, string])[] = [];
    this.#secrets.reveal((name, value) => void known.push([name, value]));
    const same = (entry: readonly [string, string], index: number): boolean =>
      this.#known[index]?.[0] === entry[0] && this.#known[index]?.[1] === entry[1];
    if (known.length === this.#known.length && known.every(same)) return;
    this.#known = known;
    this.#automaton = new Automaton(patterns(known));
  }
}

function* patterns(
  known: readonly (readonly [name: string, value: string])[],
): IterableIterator<readonly [string, string]> {
  for (const [name, value] of known) {
    for (const spelling of spellings(value)) yield [spelling, name];
  }
}
