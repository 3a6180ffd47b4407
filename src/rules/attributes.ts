import type { FieldPlan, Plan, Root, ScalarType, ToolPlan, TypePlan } from '../dsl/plan/plan.ts';

/** A reference of the plan, and the type of what stands there. */
export interface Resolved {
  readonly root: Root;
  readonly path: readonly string[];
  readonly type: TypePlan;
}

const scalar = (type: ScalarType): TypePlan => ({ type });

/** What every call has, whatever its tool. */
const given: Readonly<Record<string, TypePlan>> = {
  'tool.name': scalar('string'),
  'tool.effect': {
    type: 'one of',
    members: ['pure', 'read', 'egress', 'write', 'irreversible'],
  },
  'tool.labels': { type: 'list', of: scalar('string') },
  'agent.name': scalar('string'),
  'session.id': scalar('string'),
  'session.principal': scalar('string'),
  'session.tenant': scalar('string'),
  'session.now': scalar('time'),
  'session.labels': { type: 'list', of: scalar('string') },
};

/** The parts of kinds that conditions may read. */
const parts: Readonly<Record<string, Readonly<Record<string, ScalarType>>>> = {
  path: { name: 'string', extension: 'string' },
  email: { local: 'string', domain: 'host' },
  url: { scheme: 'string', host: 'host', port: 'int', path: 'string', query: 'string' },
};

/**
 * Where an attribute of a rule in code stands in the plan's terms, for calls of one tool; undefined for
 * one that such a call does not have.
 */
export function resolve(attribute: string, tool: ToolPlan, plan: Plan): Resolved | undefined {
  const [root = '', ...path] = attribute.split('.');
  const [first, ...rest] = path;
  if (first === undefined || path.includes('')) return undefined;
  if (root === 'principal') {
    if (first === 'id' && rest.length === 0) {
      return { root: 'session', path: ['principal'], type: scalar('string') };
    }
    return below('context', plan.context, path);
  }
  if (root === 'args') return below('args', tool.args, path);
  if (root === 'context') return below('context', plan.context, path);
  if (root === 'lookup') {
    const asked = tool.lookups.find(({ name }) => name === first);
    const result = plan.tools.find(({ name }) => name === asked?.tool)?.result ?? undefined;
    const type = result === undefined ? undefined : within(result, rest);
    return type === undefined ? undefined : { root: 'lookup', path, type };
  }
  const type = Object.hasOwn(given, attribute) ? given[attribute] : undefined;
  return type === undefined ? undefined : { root: root as Root, path, type };
}

function below(
  root: Root,
  fields: readonly FieldPlan[],
  path: readonly string[],
): Resolved | undefined {
  const type = within({ type: 'record', fields }, path);
  return type === undefined ? undefined : { root, path, type };
}

function within(type: TypePlan, path: readonly string[]): TypePlan | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return type;
  if (type.type === 'record') {
    const field = type.fields.find(({ name }) => name === first);
    return field === undefined ? undefined : within(field.type, rest);
  }
  const kind = Object.hasOwn(parts, type.type) ? parts[type.type] : undefined;
  const part = kind !== undefined && Object.hasOwn(kind, first) ? kind[first] : undefined;
  return part === undefined ? undefined : within(scalar(part), rest);
}
