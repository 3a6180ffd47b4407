const firstRows = 16;

/** Spreads neighbouring numbers over a table. */
const mix = (hash: number, id: number): number => Math.imul(hash ^ id, 0x9e3779b1) ^ (hash >>> 15);
const spread = (hash: number): number => (hash ^ (hash >>> 16)) >>> 0;

/**
 * The rows of one relation: tuples of numbers, each once, in the order of their coming. Rows are only ever
 * added, so that "what is new" is a range of rows. An insert costs the same however many there are.
 */
export class Relation {
  readonly name: string;
  readonly arity: number;
  /** Row after row; read anew after an insert. */
  data: Int32Array;
  count = 0;
  /** True where a fact was told more than once, which a count of it would not see. */
  repeated = false;
  #table: Int32Array;
  readonly #indexes: Index[] = [];
  /** At which round a row came: the round, and the first row that came later. */
  readonly #rounds: { readonly round: number; readonly end: number }[] = [];

  constructor(name: string, arity: number) {
    this.name = name;
    this.arity = arity;
    this.data = new Int32Array(firstRows * Math.max(1, arity));
    this.#table = new Int32Array(firstRows * 2);
  }

  /** Adds a tuple; false where it was there. */
  add(tuple: Int32Array): boolean {
    const mask = this.#table.length - 1;
    let slot = this.#hash(tuple, 0) & mask;
    for (let row = this.#table[slot] as number; row !== 0; row = this.#table[slot] as number) {
      if (this.#same(tuple, (row - 1) * this.arity)) return false;
      slot = (slot + 1) & mask;
    }
    const { count, arity } = this;
    if ((count + 1) * arity > this.data.length) this.#widen();
    this.data.set(arity === tuple.length ? tuple : tuple.subarray(0, arity), count * arity);
    this.#table[slot] = count + 1;
    this.count = count + 1;
    for (const index of this.#indexes) index.add(count);
    if (this.count * 2 > this.#table.length) this.#rehash(this.#table.length * 2);
    return true;
  }

  /** The row of a tuple, or -1. */
  find(tuple: Int32Array): number {
    const mask = this.#table.length - 1;
    let slot = this.#hash(tuple, 0) & mask;
    for (let row = this.#table[slot] as number; row !== 0; row = this.#table[slot] as number) {
      if (this.#same(tuple, (row - 1) * this.arity)) return row - 1;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** An index over some columns, made at the first asking and kept from then on. */
  index(columns: readonly number[]): Index {
    const known = this.#indexes.find((each) => each.isOver(columns));
    if (known !== undefined) return known;
    const index = new Index(this, columns);
    for (let row = 0; row < this.count; row += 1) index.add(row);
    this.#indexes.push(index);
    return index;
  }

  /** Says that every row so far came in this round or before. */
  close(round: number): void {
    if (this.count > (this.#rounds.at(-1)?.end ?? 0)) this.#rounds.push({ round, end: this.count });
  }

  /** The round in which a row came. */
  roundOf(row: number): number {
    return this.#rounds[this.#closing((each) => each.end > row)]?.round ?? 0;
  }

  /** How many rows there were before a round. */
  before(round: number): number {
    const first = this.#closing((each) => each.round >= round);
    return first === 0 ? 0 : (this.#rounds[first - 1]?.end ?? 0);
  }

  /** Forgets all rows; tables that grew beyond what is usual are made small again. */
  clear(): void {
    this.count = 0;
    this.repeated = false;
    this.#rounds.length = 0;
    if (this.#table.length > 4096) {
      this.#table = new Int32Array(firstRows * 2);
      this.data = new Int32Array(firstRows * Math.max(1, this.arity));
    } else this.#table.fill(0);
    for (const index of this.#indexes) index.clear();
  }

  #closing(holds: (of: { readonly round: number; readonly end: number }) => boolean): number {
    let low = 0;
    let high = this.#rounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.#rounds[middle] as { round: number; end: number })) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #hash(of: Int32Array, from: number): number {
    let hash = 0;
    for (let column = 0; column < this.arity; column += 1) {
      hash = mix(hash, of[from + column] as number);
    }
    return spread(hash);
  }

  #same(tuple: Int32Array, from: number): boolean {
    for (let column = 0; column < this.arity; column += 1) {
      if (tuple[column] !== this.data[from + column]) return false;
    }
    return true;
  }

  #widen(): void {
    const wider = new Int32Array(this.data.length * 2);
    wider.set(this.data);
    this.data = wider;
  }

  #rehash(size: number): void {
    const table = new Int32Array(size);
    for (let row = 0; row < this.count; row += 1) {
      let slot = this.#hash(this.data, row * this.arity) & (size - 1);
      while (table[slot] !== 0) slot = (slot + 1) & (size - 1);
      table[slot] = row + 1;
    }
    this.#table = table;
  }
}

/** Rows by the values of some columns. The rows of one key are chained, the latest first. */
class Index {
  readonly #of: Relation;
  readonly #columns: readonly number[];
  /** Over one column: the latest row + 1 by value. Over several: a hash table of the same. */
  #heads: Int32Array;
  #next = new Int32Array(firstRows);
  #keys = 0;

  constructor(of: Relation, columns: readonly number[]) {
    this.#of = of;
    this.#columns = columns;
    this.#heads = new Int32Array(firstRows * 2);
  }

  isOver(columns: readonly number[]): boolean {
    return (
      columns.length === this.#columns.length &&
      columns.every((column, place) => column === this.#columns[place])
    );
  }

  /** The latest row with this key, or -1. */
  first(key: Int32Array): number {
    if (this.#columns.length === 1) {
      const id = key[0] as number;
      return id < this.#heads.length ? (this.#heads[id] as number) - 1 : -1;
    }
    return (this.#heads[this.#slot(key, 0, undefined)] as number) - 1;
  }

  /** The row before this one with the same key, or -1. */
  next(row: number): number {
    return (this.#next[row] as number) - 1;
  }

  add(row: number): void {
    if (row >= this.#next.length) this.#next = grown(this.#next, row + 1);
    const from = row * this.#of.arity;
    const { data } = this.#of;
    if (this.#columns.length === 1) {
      const id = data[from + (this.#columns[0] as number)] as number;
      if (id >= this.#heads.length) this.#heads = grown(this.#heads, id + 1);
      this.#next[row] = this.#heads[id] as number;
      this.#heads[id] = row + 1;
      return;
    }
    const slot = this.#slot(data, from, this.#columns);
    const head = this.#heads[slot] as number;
    this.#next[row] = head;
    this.#heads[slot] = row + 1;
    if (head !== 0) return;
    this.#keys += 1;
    if (this.#keys * 2 > this.#heads.length) this.#rehash();
  }

  clear(): void {
    this.#keys = 0;
    if (this.#heads.length > 4096) this.#heads = new Int32Array(firstRows * 2);
    else this.#heads.fill(0);
    if (this.#next.length > 4096) this.#next = new Int32Array(firstRows);
  }

  /** The slot of a key: plain values, or the columns of a row. */
  #slot(of: Int32Array, from: number, columns: readonly number[] | undefined): number {
    const width = this.#columns.length;
    const mask = this.#heads.length - 1;
    let hash = 0;
    for (let place = 0; place < width; place += 1) {
      hash = mix(hash, of[from + (columns?.[place] ?? place)] as number);
    }
    let slot = spread(hash) & mask;
    for (let row = this.#heads[slot] as number; row !== 0; row = this.#heads[slot] as number) {
      if (this.#matches(row - 1, of, from, columns)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #matches(
    row: number,
    of: Int32Array,
    from: number,
    columns: readonly number[] | undefined,
  ): boolean {
    const { data, arity } = this.#of;
    for (let place = 0; place < this.#columns.length; place += 1) {
      const mine = data[row * arity + (this.#columns[place] as number)];
      if (mine !== of[from + (columns?.[place] ?? place)]) return false;
    }
    return true;
  }

  #rehash(): void {
    const old = this.#heads;
    this.#heads = new Int32Array(old.length * 2);
    for (const head of old) {
      if (head === 0) continue;
      const slot = this.#slot(this.#of.data, (head - 1) * this.#of.arity, this.#columns);
      this.#heads[slot] = head;
    }
  }
}

function grown(of: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(Math.max(least, of.length * 2));
  wider.set(of);
  return wider;
}
