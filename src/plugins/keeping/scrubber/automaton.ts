/** Where a pattern was found; `end` is exclusive. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** The pattern's owner, as it was given. */
  readonly owner: string;
}

const none = -1;

/**
 * Finds all of many patterns in one pass (Aho-Corasick): at most two steps per character of the text,
 * whatever the patterns and the text are. Nodes are kept in flat arrays, for nearly all of them have
 * exactly one successor; further successors stand in a map.
 */
export class Automaton {
  /** Of each node: the character of its first edge, where that leads, where to fall back to. */
  readonly #char: number[] = [none];
  readonly #next: number[] = [0];
  readonly #fallback: number[] = [0];
  readonly #length: number[] = [0];
  readonly #owner: string[] = [''];
  readonly #further = new Map<number, number>();
  /** Characters that some pattern starts with. */
  readonly #starts = new Uint8Array(65_536);

  constructor(patterns: Iterable<readonly [pattern: string, owner: string]>) {
    for (const [pattern, owner] of patterns) if (pattern !== '') this.#insert(pattern, owner);
    this.#link();
  }

  /** The longest pattern that ends at each place where one ends, in order of the ends. */
  find(text: string): Match[] {
    const found: Match[] = [];
    let node = 0;
    for (let index = 0; index < text.length; index += 1) {
      const char = text.charCodeAt(index);
      if (node === 0 && this.#starts[char] === 0) continue;
      let next = this.#step(node, char);
      while (next === none && node !== 0) {
        node = this.#fallback[node] as number;
        next = this.#step(node, char);
      }
      node = next === none ? 0 : next;
      const length = this.#length[node] as number;
      if (length > 0) {
        const owner = this.#owner[node] as string;
        found.push({ start: index + 1 - length, end: index + 1, owner });
      }
    }
    return found;
  }

  #insert(pattern: string, owner: string): void {
    this.#starts[pattern.charCodeAt(0)] = 1;
    let node = 0;
    for (let index = 0; index < pattern.length; index += 1) {
      const char = pattern.charCodeAt(index);
      let next = this.#step(node, char);
      if (next === none) next = this.#grow(node, char);
      node = next;
    }
    if (this.#length[node] !== 0) return;
    this.#length[node] = pattern.length;
    this.#owner[node] = owner;
  }

  #grow(node: number, char: number): number {
    const next = this.#char.length;
    this.#char.push(none);
    this.#next.push(0);
    this.#fallback.push(0);
    this.#length.push(0);
    this.#owner.push('');
    if (this.#char[node] === none) {
      this.#char[node] = char;
      this.#next[node] = next;
    } else this.#further.set(node * 65_536 + char, next);
    return next;
  }

  #step(node: number, char: number): number {
    if (this.#char[node] === char) return this.#next[node] as number;
    return this.#further.get(node * 65_536 + char) ?? none;
  }

  /** Gives each node its longest proper suffix, nodes nearer the root first. */
  #link(): void {
    const further = new Map<number, [char: number, next: number][]>();
    for (const [key, next] of this.#further) {
      const node = Math.floor(key / 65_536);
      const edges = further.get(node) ?? [];
      if (edges.length === 0) further.set(node, edges);
      edges.push([key % 65_536, next]);
    }
    let layer = [0];
    while (layer.length > 0) {
      const below: number[] = [];
      for (const node of layer) {
        const edges = further.get(node) ?? [];
        if (this.#char[node] !== none) {
          edges.push([this.#char[node] as number, this.#next[node] as number]);
        }
        for (const [char, next] of edges) {
          this.#fallBack(node, char, next);
          below.push(next);
        }
      }
      layer = below;
    }
  }

  #fallBack(node: number, char: number, next: number): void {
    if (node === 0) return;
    let suffix = this.#fallback[node] as number;
    while (suffix !== 0 && this.#step(suffix, char) === none) {
      suffix = this.#fallback[suffix] as number;
    }
    const target = this.#step(suffix, char);
    this.#fallback[next] = target === none ? 0 : target;
    const shorter = this.#fallback[next] as number;
    if (this.#length[next] === 0) {
      this.#length[next] = this.#length[shorter] as number;
      this.#owner[next] = this.#owner[shorter] as string;
    }
  }
}
