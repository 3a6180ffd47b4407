import type { TypePlan } from '../../dsl/plan/plan.ts';
import type { Value } from '../../dsl/values/value.ts';

/** The spelling of a value of a kind, such as a URL, with one of its parts replaced; undefined where that gives none. */
export function withPart(
  type: TypePlan['type'],
  whole: Value,
  part: string,
  to: Value,
): string | undefined {
  if (typeof whole !== 'object' || !('text' in whole)) return undefined;
  const wanted = typeof to === 'object' && 'text' in to ? to.text : String(to);
  switch (type) {
    case 'url':
      return urlWith(whole.text, part, wanted);
    case 'email':
      return emailWith(whole.text, part, wanted);
    case 'path':
      return pathWith(whole.text, part, wanted);
    default:
      return undefined;
  }
}

const urlParts: Readonly<Record<string, 'protocol' | 'hostname' | 'port' | 'pathname' | 'search'>> =
  { scheme: 'protocol', host: 'hostname', port: 'port', path: 'pathname', query: 'search' };

function urlWith(text: string, part: string, wanted: string): string | undefined {
  const url = URL.parse(text);
  const name = Object.hasOwn(urlParts, part) ? urlParts[part] : undefined;
  if (url === null || name === undefined) return undefined;
  url[name] = wanted;
  return url.href;
}

function emailWith(text: string, part: string, wanted: string): string | undefined {
  const at = text.lastIndexOf('@');
  if (part === 'local') return `${wanted}${text.slice(at)}`;
  return part === 'domain' ? `${text.slice(0, at + 1)}${wanted}` : undefined;
}

function pathWith(text: string, part: string, wanted: string): string | undefined {
  const folder = text.slice(0, text.lastIndexOf('/') + 1);
  const name = text.slice(folder.length);
  if (part === 'name') return `${folder}${wanted}`;
  if (part !== 'extension') return undefined;
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return `${folder}${stem}${wanted.startsWith('.') || wanted === '' ? '' : '.'}${wanted}`;
}
