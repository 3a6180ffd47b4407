import type { FieldPlan, ScalarType, ToolPlan, TypePlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { CallResult } from '../call/road.ts';

/** A governed tool as frameworks take it. `call` is the only way to run it. */
export interface SessionTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly inputSchema: Json;
  /** Puts one call on the road; never throws for its arguments. */
  call(args: unknown): Promise<CallResult>;
}

/** Tools with their schemas, each calling through `call`. */
export function toolsOf(
  plans: readonly ToolPlan[],
  call: (tool: string, args: unknown) => Promise<CallResult>,
): readonly SessionTool[] {
  return plans.map((plan) => ({
    name: plan.name,
    description: plan.doc ?? `${plan.name} (${plan.effect})`,
    inputSchema: recordSchema(plan.args),
    call: (args) => call(plan.name, args),
  }));
}

function recordSchema(fields: readonly FieldPlan[]): { readonly [key: string]: Json } {
  const properties = Object.fromEntries(
    fields.map(({ name, type, doc }) => [
      name,
      doc === undefined ? schema(type) : { ...schema(type), description: doc },
    ]),
  );
  const required = fields.filter(({ optional }) => !optional).map(({ name }) => name);
  return { type: 'object', properties, required, additionalProperties: false };
}

const texts: Partial<Record<ScalarType, string>> = {
  money: 'an exact amount with its currency, such as "50.00 EUR"',
  decimal: 'an exact decimal number, such as "0.80"',
  duration: 'a number and one of ms s m h d w y, such as "4h"',
  size: 'a number and one of B KB MB GB, such as "64MB"',
  percent: 'a number and a percent sign, such as "80%"',
  path: 'a file path',
  command: 'a command line',
  host: 'a host name or address',
};

function schema(type: TypePlan): { readonly [key: string]: Json } {
  switch (type.type) {
    case 'list':
      return { type: 'array', items: schema(type.of) };
    case 'one of':
      return { type: 'string', enum: [...type.members] };
    case 'record':
      return recordSchema(type.fields);
    case 'bool':
      return { type: 'boolean' };
    case 'int':
      return { type: 'integer' };
    case 'json':
      return {};
    case 'time':
      return { type: 'string', format: 'date-time' };
    case 'url':
      return { type: 'string', format: 'uri' };
    case 'email':
      return { type: 'string', format: 'email' };
    default: {
      const description = texts[type.type];
      return description === undefined ? { type: 'string' } : { type: 'string', description };
    }
  }
}
