import {
  type CallFields,
  type FieldPlan,
  fieldsOfCall,
  type Plan,
  type Root,
  type ToolPlan,
  type TypePlan,
} from '../../../../runtime/contract/index.ts';

type Whole = Pick<Plan, 'tools' | 'context'>;

/** The fields that conditions about calls of one tool may read. */
export function callFields({ args, lookups }: ToolPlan, { tools, context }: Whole): CallFields {
  // What a look-up holds is the result of the tool that it asks.
  const lookup = lookups.flatMap(({ name, tool, at }): readonly FieldPlan[] => {
    const type = tools.find((each) => each.name === tool)?.result ?? undefined;
    return type === undefined ? [] : [{ name, type, optional: false, at }];
  });
  return { args, context, lookup };
}

const text: TypePlan = { type: 'string' };
const others: Partial<Record<Root, Readonly<Record<string, TypePlan>>>> = {
  session: {
    id: text,
    principal: text,
    tenant: text,
    now: { type: 'time' },
    labels: { type: 'list', of: text },
  },
  agent: { name: text },
  tool: { name: text, labels: { type: 'list', of: text } },
};

/** The type of a field of a tool's calls; undefined for one that no call has. */
export function typeOfField(
  fields: CallFields,
  root: Root,
  path: readonly string[],
): TypePlan | undefined {
  const [first = ''] = path;
  const own = others[root];
  if (own === undefined || (root === 'tool' && first === 'effect')) {
    return fieldsOfCall(fields)(root, path).type;
  }
  return path.length === 1 && Object.hasOwn(own, first) ? own[first] : undefined;
}
