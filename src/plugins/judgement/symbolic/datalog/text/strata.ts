import type { Atom, Literal, Problem, RuleNode } from './program.ts';

interface Edge {
  readonly to: string;
  /** The negation or aggregate that needs `to` to be complete; undefined for a plain use. */
  readonly whole: Atom | undefined;
  readonly file: string;
}

/**
 * The order in which relations can be completed: components of relations that need one another, what they
 * rest on first. A negation or an aggregate within a component has no meaning and is reported.
 */
export function strataOf(
  relations: readonly string[],
  rules: readonly RuleNode[],
): { readonly strata: readonly (readonly string[])[]; readonly problems: readonly Problem[] } {
  const edges = new Map<string, Edge[]>(relations.map((name) => [name, []]));
  for (const { head, body, file } of rules)
    edges.get(head.relation)?.push(...edgesOf(body, file, false));
  const strata = components(edges);
  const stratum = new Map(strata.flatMap((names, index) => names.map((name) => [name, index])));
  const problems: Problem[] = [];
  for (const [from, all] of edges) {
    for (const { to, whole, file } of all) {
      if (whole === undefined || stratum.get(from) !== stratum.get(to)) continue;
      const message = `\`${from}\` rests on all of \`${to}\`, which rests on \`${from}\``;
      const { start, end } = whole;
      problems.push({ code: 'stratified', message, file, start, end });
    }
  }
  return { strata, problems };
}

function edgesOf(body: readonly Literal[], file: string, inside: boolean): readonly Edge[] {
  return body.flatMap((literal): readonly Edge[] => {
    if (literal.kind === 'atom') {
      return [{ to: literal.relation, whole: inside ? literal : undefined, file }];
    }
    if (literal.kind === 'not') {
      return [{ to: literal.atom.relation, whole: literal.atom, file }];
    }
    return literal.kind === 'aggregate' ? edgesOf(literal.body, file, true) : [];
  });
}

/** Tarjan's components, each after those it points to; no recursion, so that no chain is too long. */
function components(edges: ReadonlyMap<string, readonly Edge[]>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const enter = (name: string): void => {
    order.set(name, order.size);
    low.set(name, order.size - 1);
    open.push(name);
    isOpen.add(name);
  };
  const lower = (name: string, to: number): void => {
    low.set(name, Math.min(low.get(name) as number, to));
  };
  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    enter(root);
    const path = [{ name: root, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = edges.get(top.name)?.[top.next]?.to;
      if (to !== undefined) {
        top.next += 1;
        if (!edges.has(to)) continue;
        if (!order.has(to)) {
          enter(to);
          path.push({ name: to, next: 0 });
        } else if (isOpen.has(to)) lower(top.name, order.get(to) as number);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) lower(above.name, low.get(top.name) as number);
      if (low.get(top.name) !== order.get(top.name)) continue;
      const component = open.splice(open.lastIndexOf(top.name));
      for (const name of component) isOpen.delete(name);
      found.push(component);
    }
  }
  return found;
}
