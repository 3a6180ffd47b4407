import type {
  Call,
  CommandValue,
  Facts,
  RecordValue,
  Unknown,
  Value,
} from '../../../../runtime/contract/index.ts';
import { unknown } from '../../../../runtime/contract/index.ts';

/** Takes one fact. */
export type Tell = (relation: string, ...values: readonly Value[]) => void;

/** Says what is so of a call: who calls what, and every leaf of its arguments, context and look-ups. */
export function factsOf(call: Call, tell: Tell): void {
  const { tool, chain, facts } = call;
  tell('tool', tool.name);
  tell('effect', tool.effect);
  for (const label of tool.labels) tell('tool_label', label);
  for (const agent of chain.agents) tell('agent', agent);
  tell('principal', chain.principal);
  tell('tenant', chain.tenant);
  const id = sessionField(facts, 'id');
  if (typeof id === 'string') tell('session', id);
  grants(tool, tell);
  for (const label of sessionLabels(facts)) tell('session_label', label);
  tell('now', { kind: 'time', ms: call.at });
  for (const root of ['args', 'context', 'lookup'] as const) leaves(root, facts[root], tell);
}

function sessionField({ session }: Facts, name: string): Value | undefined {
  if (typeof session !== 'object' || !('kind' in session) || session.kind !== 'record') return;
  return session.fields.get(name);
}

function sessionLabels(facts: Facts): readonly Value[] {
  const labels = sessionField(facts, 'labels');
  return typeof labels === 'object' && !('kind' in labels) ? labels : [];
}

/** What the sandbox of a tool lets its code reach. */
function grants({ grants = {} }: Call['tool'], tell: Tell): void {
  for (const kind of ['network', 'read', 'write', 'env', 'tools'] as const) {
    for (const what of grants[kind] ?? []) tell('grant', kind, what);
  }
}

const kinds: ReadonlySet<string> = new Set([
  'decimal',
  'money',
  'duration',
  'size',
  'percent',
  'time',
]);

/** Tells a leaf of a list under `item` too, with the place of its item in the outermost list. */
function within(index: number, tell: Tell): Tell {
  let before = '';
  return (relation, ...values) => {
    tell(relation, ...values);
    const [at, value] = values;
    // The host of an address and the programs of a command line are no items of their own.
    const isPart =
      relation === 'program_at' || (relation === 'host_at' && /^(url|email)/.test(before));
    before = relation;
    if (values.length !== 2 || isPart || at === undefined || value === undefined) return;
    tell('item', at, index, value);
  };
}

function leaves(at: string, value: Facts['args'], tell: Tell, inList = false): void {
  if (value === undefined || value === unknown) return;
  if (typeof value === 'string') tell('string_at', at, value);
  else if (typeof value === 'boolean') tell('bool_at', at, value);
  else if (typeof value === 'number' || typeof value === 'bigint') tell('int_at', at, value);
  else if (!('kind' in value)) items(at, value, tell, inList);
  else if (kinds.has(value.kind)) tell(`${value.kind}_at`, at, value);
  else structured(at, value, tell, inList);
}

function items(at: string, list: readonly Value[], tell: Tell, inList: boolean): void {
  for (const [index, item] of list.entries()) {
    leaves(at, item, inList ? tell : within(index, tell), true);
  }
}

function structured(at: string, value: Exclude<Value, Unknown>, tell: Tell, inList: boolean): void {
  if (typeof value !== 'object' || !('kind' in value)) return;
  switch (value.kind) {
    case 'record':
      fields(at, value, tell, inList);
      return;
    case 'path':
    case 'host':
      tell(`${value.kind}_at`, at, value.text);
      return;
    case 'url':
      tell('url_at', at, value.text);
      tell('host_at', at, value.host.text);
      return;
    case 'email':
      tell('email_at', at, value.text);
      tell('host_at', at, value.domain.text);
      return;
    case 'command':
      command(at, value, tell);
      return;
    default:
      // JSON of no declared shape: nothing may be derived from what is in it, but that it is there.
      tell('opaque_at', at);
  }
}

function fields(at: string, { fields }: RecordValue, tell: Tell, inList: boolean): void {
  for (const [name, value] of fields) leaves(`${at}.${name}`, value, tell, inList);
}

/** A flag that may be there counts as there; a line whose programs or flags cannot be told is unreadable. */
function command(at: string, { text, programs }: CommandValue, tell: Tell): void {
  tell('command_at', at, text);
  if (programs === undefined) {
    tell('unreadable_at', at);
    return;
  }
  for (const { name, flags, perhaps = [], open } of programs) {
    tell('program_at', at, name);
    if (open === true) tell('unreadable_at', at);
    for (const flag of [...flags, ...perhaps]) tell('flag_at', at, name, flag);
  }
}
