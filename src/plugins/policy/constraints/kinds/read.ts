import { type Constraint, constraintTypes } from './constraint.ts';

/** What is wrong in a list of constraints, and under which keys. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const own: Readonly<Record<string, readonly string[]>> = {
  IN: ['field', 'values'],
  NOT_IN: ['field', 'values'],
  FORBIDDEN: ['resources', 'field'],
  MATCHES: ['field', 'pattern'],
  BETWEEN: ['field', 'min', 'max'],
  AND: ['constraints'],
  OR: ['constraints'],
  NOT: ['constraint'],
  IMPLIES: ['condition', 'consequence'],
};
const optional: readonly string[] = ['FORBIDDEN.field'];
const naming = ['name', 'description', 'priority', 'enabled', 'tools'];

/** Constraints may stand in one another at most this deep. */
const deepest = 32;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the constraints of a file: `{ version: "1.0", description?, constraints: [...] }`. Every key and
 * every operator must be known; what is not is a fault with its place, never left out.
 */
export function readConstraints(given: unknown): {
  readonly constraints: readonly Constraint[];
  readonly faults: readonly Fault[];
} {
  const faults: Fault[] = [];
  const say = (path: Fault['path'], message: string): void => {
    faults.push({ path, message });
  };
  if (!isFields(given)) {
    say([], 'a file of constraints holds `version` and `constraints`');
    return { constraints: [], faults };
  }
  for (const key of Object.keys(given)) {
    if (!['version', 'description', 'constraints'].includes(key))
      say([key], `there is no key \`${key}\``);
  }
  if (given.version !== '1.0') say(['version'], '`version` is `"1.0"`');
  const list = Array.isArray(given.constraints) ? given.constraints : [];
  if (!Array.isArray(given.constraints)) say(['constraints'], '`constraints` is a list');
  const names = new Set<string>();
  const constraints = list.map((each: unknown, index): Constraint => {
    const path = ['constraints', index];
    kind(each, path, say, naming, 0);
    const name = isFields(each) ? each.name : undefined;
    if (typeof name !== 'string' || name === '') say(path, 'a constraint has a `name`');
    else if (names.has(name)) say([...path, 'name'], `there is a constraint \`${name}\` already`);
    else names.add(name);
    if (isFields(each)) named(each, path, say);
    return each as Constraint;
  });
  return { constraints: faults.length > 0 ? [] : constraints, faults };
}

type Say = (path: Fault['path'], message: string) => void;

function named(each: Fields, path: Fault['path'], say: Say): void {
  const wants = (key: string, fits: boolean, what: string): void => {
    if (each[key] !== undefined && !fits) say([...path, key], `\`${key}\` is ${what}`);
  };
  wants('description', typeof each.description === 'string', 'a text');
  const { priority } = each;
  wants('priority', typeof priority === 'bigint' || Number.isFinite(priority), 'a number');
  wants('enabled', typeof each.enabled === 'boolean', '`true` or `false`');
  wants('tools', isTexts(each.tools), 'a list of names');
  if (isTexts(each.tools) && new Set(each.tools).size < each.tools.length) {
    say([...path, 'tools'], '`tools` names each tool once');
  }
}

function kind(
  given: unknown,
  path: Fault['path'],
  say: Say,
  more: readonly string[],
  depth: number,
): void {
  if (!isFields(given)) {
    say(path, 'a constraint is a record with a `type`');
    return;
  }
  if (depth > deepest) {
    say(path, `constraints stand in one another at most ${deepest} deep`);
    return;
  }
  const type = constraintTypes.find((each) => each === given.type);
  if (type === undefined) {
    const known = constraintTypes.join(', ');
    if (given.type === undefined) say(path, `a constraint has a \`type\`: ${known}`);
    else if (typeof given.type !== 'string') say([...path, 'type'], `\`type\` is one of ${known}`);
    else say([...path, 'type'], `\`${given.type}\` is no kind of constraint: ${known}`);
    return;
  }
  const keys = own[type] ?? ['field', 'value'];
  for (const key of Object.keys(given)) {
    if (key !== 'type' && !keys.includes(key) && !more.includes(key)) {
      say([...path, key], `${type} has no \`${key}\``);
    }
  }
  for (const key of keys) {
    if (given[key] === undefined && !optional.includes(`${type}.${key}`)) {
      say(path, `${type} wants \`${key}\``);
    }
  }
  parts(given, path, say, depth);
}

function parts(given: Fields, path: Fault['path'], say: Say, depth: number): void {
  const { field, value, values, min, max, resources, pattern, constraints } = given;
  if (field !== undefined && (typeof field !== 'string' || field === '')) {
    say([...path, 'field'], '`field` names a field');
  }
  for (const [key, each] of Object.entries({ value, min, max })) {
    if (each !== undefined && !isValue(each)) say([...path, key], `\`${key}\` is a plain value`);
  }
  if (values !== undefined && !(Array.isArray(values) && values.every((each) => isValue(each)))) {
    say([...path, 'values'], '`values` is a list of values');
  }
  if (resources !== undefined && !isTexts(resources)) {
    say([...path, 'resources'], '`resources` is a list of texts');
  }
  if (pattern !== undefined && typeof pattern !== 'string')
    say([...path, 'pattern'], '`pattern` is a text');
  if (constraints !== undefined) {
    if (!Array.isArray(constraints) || constraints.length === 0) {
      say([...path, 'constraints'], '`constraints` lists at least one constraint');
    } else {
      for (const [index, each] of constraints.entries()) {
        kind(each, [...path, 'constraints', index], say, [], depth + 1);
      }
    }
  }
  for (const key of ['constraint', 'condition', 'consequence']) {
    if (given[key] !== undefined) kind(given[key], [...path, key], say, [], depth + 1);
  }
}

const isFields = (of: unknown): of is Fields =>
  typeof of === 'object' && of !== null && !Array.isArray(of);
const isTexts = (of: unknown): of is readonly string[] =>
  Array.isArray(of) && of.length > 0 && of.every((each) => typeof each === 'string' && each !== '');
const isValue = (of: unknown, depth = deepest): boolean =>
  ['string', 'boolean', 'bigint'].includes(typeof of) ||
  (typeof of === 'number' && Number.isFinite(of)) ||
  (Array.isArray(of) && depth > 0 && of.every((each) => isValue(each, depth - 1)));
