/**
 * Who waits for a place, fairly: tenants take turns, and each one's own wait in the order they came.
 * However many one tenant asks for, the next of another is at most one turn of all tenants away.
 */
export class FairQueue<T> {
  /** In the order of turns; a tenant is here while it has somebody waiting. */
  readonly #lines = new Map<string, Set<T>>();

  get size(): number {
    let size = 0;
    for (const line of this.#lines.values()) size += line.size;
    return size;
  }

  /** Who has a turn before a further one of this tenant's: of each other tenant no more than that has turns. */
  ahead(tenant: string): number {
    const own = this.#lines.get(tenant)?.size ?? 0;
    let ahead = own;
    for (const [other, { size }] of this.#lines) {
      if (other !== tenant) ahead += Math.min(size, own + 1);
    }
    return ahead;
  }

  add(tenant: string, item: T): void {
    const line = this.#lines.get(tenant);
    if (line === undefined) this.#lines.set(tenant, new Set([item]));
    else line.add(item);
  }

  /** Whether it was still there. */
  remove(tenant: string, item: T): boolean {
    const line = this.#lines.get(tenant);
    const was = line?.delete(item) ?? false;
    if (line?.size === 0) this.#lines.delete(tenant);
    return was;
  }

  /** The tenant whose turn it is. */
  get turn(): string | undefined {
    const [first] = this.#lines.keys();
    return first;
  }

  /** Takes out whose turn it is, or the first of a tenant; that tenant's next turn comes after all others'. */
  next(tenant: string | undefined = this.turn): T | undefined {
    const line = tenant === undefined ? undefined : this.#lines.get(tenant);
    if (tenant === undefined || line === undefined) return undefined;
    const [item] = line;
    this.#lines.delete(tenant);
    line.delete(item as T);
    if (line.size > 0) this.#lines.set(tenant, line);
    return item;
  }
}
