import { isList } from '../../values/to-json.ts';
import type { Unknown, Value } from '../../values/value.ts';
import { unknown } from '../../values/value.ts';
import type { Evaluation } from '../evaluate.ts';
import type { Root } from '../plan.ts';

/** Reads a root, or a field below it. A field that is not there is unknown; nothing looks into `json`. */
export function reference(root: Root, path: readonly string[]): Evaluation {
  const [first, ...rest] = path;
  if (first === undefined) return (facts) => facts[root] ?? unknown;
  // The commonest, with a name that the compiler of the code knows.
  if (rest.length === 0 && root === 'args') return (facts) => field(facts.args, first);
  if (rest.length === 0) return (facts) => field(facts[root], first);
  return (facts) => {
    let value = field(facts[root], first);
    for (const name of rest) value = field(value, name);
    return value;
  };
}

/** A record's field, or a kind's typed part; unknown for everything else. */
export function field(of: Value | Unknown | undefined, name: string): Value | Unknown {
  if (typeof of !== 'object' || isList(of)) return unknown;
  switch (of.kind) {
    case 'record':
      return of.fields.get(name) ?? unknown;
    case 'path':
      if (name === 'name') return of.name;
      return name === 'extension' ? of.extension : unknown;
    case 'email':
      if (name === 'local') return of.local;
      return name === 'domain' ? of.domain : unknown;
    case 'url':
      switch (name) {
        case 'scheme':
        case 'host':
        case 'path':
        case 'query':
          return of[name];
        case 'port':
          return of.port ?? unknown;
        default:
          return unknown;
      }
    default:
      return unknown;
  }
}
