import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';

/** A type of the schema, references to common types followed. */
export type CedarType =
  | {
      readonly type: 'String' | 'Long' | 'Boolean' | 'decimal' | 'datetime' | 'duration' | 'ipaddr';
    }
  | { readonly type: 'Set'; readonly of: CedarType }
  | { readonly type: 'Record'; readonly attributes: readonly CedarAttribute[] }
  | { readonly type: 'Entity'; readonly name: string };
/** One attribute of a record type. */
export interface CedarAttribute {
  readonly name: string;
  readonly required: boolean;
  readonly type: CedarType;
}

/** What requests are built by: the namespace, and the context that each action declares. */
export interface RequestTypes {
  /** Ends in `::` unless it is empty. */
  readonly prefix: string;
  readonly contexts: ReadonlyMap<string, Extract<CedarType, { type: 'Record' }>>;
}

type Shape = Readonly<Record<string, unknown>>;

/**
 * Reads from a resolved schema what requests need.
 * @throws Error when actions stand in several namespaces, or `Agent` or `Tool` is not declared
 */
export function requestTypes(schema: SchemaJson<string>): RequestTypes {
  const acting = Object.entries(schema).filter(
    ([, { actions }]) => Object.keys(actions).length > 0,
  );
  const [only, second] = acting;
  if (only === undefined) throw new Error('the schema declares no action');
  if (second !== undefined) {
    throw new Error(`actions stand in two namespaces, \`${only[0]}\` and \`${second[0]}\``);
  }
  const [namespace, { actions, entityTypes }] = only;
  for (const name of ['Agent', 'Tool']) {
    if (!Object.hasOwn(entityTypes, name)) {
      throw new Error(`the schema declares no entity \`${name}\``);
    }
  }
  const contexts = new Map(
    Object.entries(actions).map(([name, { appliesTo }]) => {
      const context = appliesTo?.context;
      const type =
        context === undefined ? undefined : resolved(context as Shape, schema, namespace);
      return [name, type?.type === 'Record' ? type : empty] as const;
    }),
  );
  return { prefix: namespace === '' ? '' : `${namespace}::`, contexts };
}

const empty = { type: 'Record', attributes: [] } as const;
const plain = ['String', 'Long', 'decimal', 'datetime', 'duration', 'ipaddr'] as const;

function resolved(shape: Shape, schema: SchemaJson<string>, namespace: string): CedarType {
  if (typeof shape.type === 'object') return resolved(shape.type as Shape, schema, namespace);
  const word = String(shape.type);
  const name = (word === 'Extension' ? String(shape.name) : word).replace(/^__cedar::/, '');
  if (name === 'Set') {
    return { type: 'Set', of: resolved(shape.element as Shape, schema, namespace) };
  }
  if (name === 'Record') {
    const attributes = Object.entries((shape.attributes ?? {}) as Readonly<Record<string, Shape>>);
    return {
      type: 'Record',
      attributes: attributes.map(([key, of]) => ({
        name: key,
        required: of.required !== false,
        type: resolved(of, schema, namespace),
      })),
    };
  }
  if (name === 'Entity') return { type: 'Entity', name: String(shape.name) };
  const common = commonType(name, schema, namespace);
  if (common !== undefined) return resolved(common.shape, schema, common.namespace);
  if (name === 'Bool' || name === 'Boolean') return { type: 'Boolean' };
  const known = plain.find((one) => one === name);
  if (known !== undefined) return { type: known };
  throw new Error(`the schema uses the type \`${name}\`, which is not known here`);
}

function commonType(
  name: string,
  schema: SchemaJson<string>,
  namespace: string,
): { readonly shape: Shape; readonly namespace: string } | undefined {
  const cut = name.lastIndexOf('::');
  const own = cut < 0 ? namespace : name.slice(0, cut);
  const last = cut < 0 ? name : name.slice(cut + 2);
  for (const place of cut < 0 ? [own, ''] : [own]) {
    const types = schema[place]?.commonTypes ?? {};
    if (Object.hasOwn(types, last)) {
      return { shape: types[last] as unknown as Shape, namespace: place };
    }
  }
  return undefined;
}
