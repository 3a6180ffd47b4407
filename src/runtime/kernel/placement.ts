import { VakError } from '../contract/errors.ts';
import { pointOf } from '../contract/token.ts';
import { type Installed, naming } from './installed.ts';

/** Who fills which slot and who contributes to which facet; found without running any plugin. */
export interface Placement {
  /** All plugins that take part, by name. A built-in that was displaced is not among them. */
  readonly installed: readonly Installed[];
  readonly slots: ReadonlyMap<symbol, Installed>;
  readonly facets: ReadonlyMap<symbol, readonly Installed[]>;
}

/**
 * Gives every slot its one provider. A built-in yields only to `use … for` that slot.
 * @throws VakError VAK5201 two providers, naming both places; VAK5204 `for` a point the plugin does
 * not provide; VAK5206 a need that is not granted; VAK5207 another contract version.
 */
export function place(all: readonly Installed[]): Placement {
  const installed = [...all].sort((a, b) => compare(a.plugin.name, b.plugin.name));
  for (const one of installed) admit(one);
  refuseTwins(installed);

  const slots = new Map<symbol, Installed>();
  const displaced = new Set<Installed>();
  for (const token of providedSlots(installed)) {
    const providers = installed.filter((one) => provides(one, token));
    const chosen = choose(token, providers);
    slots.set(token, chosen);
    for (const other of providers) if (other !== chosen) displaced.add(other);
  }

  const present = installed.filter((one) => !displaced.has(one));
  const facets = new Map<symbol, Installed[]>();
  for (const one of present) {
    for (const token of one.plugin.provides) {
      if (pointOf(token)?.shape !== 'facet') continue;
      const list = facets.get(token);
      if (list) list.push(one);
      else facets.set(token, [one]);
    }
  }
  return { installed: present, slots, facets };
}

function admit(one: Installed): void {
  const { plugin, origin } = one;
  if (plugin.api !== 1) {
    throw new VakError(
      'VAK5207',
      `${naming(one)} is written for contract ${String(plugin.api)}; this vak offers contract 1`,
    );
  }
  if (origin.by !== 'use') return;
  if (origin.point !== null && !plugin.provides.some((t) => pointOf(t)?.word === origin.point)) {
    const words = plugin.provides.map((token) => `\`${pointOf(token)?.word}\``).join(', ');
    throw new VakError(
      'VAK5204',
      `${naming(one)} does not provide \`${origin.point}\`; it provides ${words}`,
    );
  }
  if (origin.foreign) requireGrants(one, origin.grant);
}

function requireGrants(one: Installed, grant: readonly { name: string; json: unknown }[]): void {
  const granted = new Map(grant.map((fact) => [fact.name, fact.json]));
  if (one.plugin.runs !== 'isolate' && granted.get('process') !== true) {
    throw new VakError(
      'VAK5206',
      `${naming(one)} would run with the host's own rights; write \`grant { process: true }\` if it may`,
    );
  }
  for (const [kind, wanted] of Object.entries(one.plugin.needs ?? {})) {
    const given = granted.get(kind);
    const missing = wanted.filter((need) => !Array.isArray(given) || !given.includes(need));
    if (missing.length > 0) {
      throw new VakError(
        'VAK5206',
        `${naming(one)} needs ${kind} ${missing.map((m) => `\`${m}\``).join(', ')}, which \`grant\` does not give`,
      );
    }
  }
}

function refuseTwins(installed: readonly Installed[]): void {
  for (const [index, one] of installed.entries()) {
    const next = installed[index + 1];
    if (next !== undefined && next.plugin.name === one.plugin.name) {
      throw new VakError('VAK5201', `${naming(one)} and ${naming(next)} are the same plugin twice`);
    }
  }
}

function providedSlots(installed: readonly Installed[]): Set<symbol> {
  const tokens = installed.flatMap((one) => [...one.plugin.provides]);
  return new Set(tokens.filter((token) => pointOf(token)?.shape === 'slot'));
}

const provides = (one: Installed, token: symbol): boolean =>
  one.plugin.provides.some((provided) => provided === token);

function choose(token: symbol, providers: readonly Installed[]): Installed {
  const word = pointOf(token)?.word;
  const named = providers.filter(({ origin }) => origin.by === 'use' && origin.point === word);
  const rest = providers.filter((one) => !named.includes(one) && one.origin.by !== 'built-in');
  const claims = named.length > 0 ? [...named, ...rest] : providers;
  const [first, second] = claims;
  if (first !== undefined && second === undefined) return first;
  const names = claims.map(naming).join(' and ');
  const help = named.length > 0 ? '' : `; \`use "…" for ${word}\` in the file says which`;
  throw new VakError('VAK5201', `slot \`${word}\` would be filled by ${names}${help}`);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
