import { like } from '../../values/kinds/like.ts';
import { otherReading } from '../../values/kinds/url.ts';
import { isList } from '../../values/to-json.ts';
import type { Truth, Value } from '../../values/value.ts';
import { unknown } from '../../values/value.ts';
import type { Evaluation, Facts } from '../evaluate.ts';

/**
 * `x like "pattern"` over a string or the canonical form of a kind. Where letter case has no meaning
 * (hosts, e-mails, the front of a URL) the pattern is read in lower case. A URL or query whose escapes
 * leave two readings that differ is unknown, and so is a URL where a `*` of the host would have to reach into
 * the path, or where it is not said whether a capital is meant in the host.
 */
export function pattern(written: string, left: Evaluation): (facts: Facts) => Truth {
  const plain = like(written);
  const folded = like(written.toLowerCase());
  const url = urlPattern(written);
  return (facts) => {
    const value = left(facts);
    if (typeof value === 'string') return plain(value);
    return value === unknown ? unknown : ofKind(value, plain, folded, url);
  };
}

type Match = (text: string) => boolean;

function ofKind(value: Value, plain: Match, folded: Match, url: (text: string) => Truth): Truth {
  if (typeof value !== 'object' || isList(value)) return unknown;
  switch (value.kind) {
    case 'path':
      return plain(value.shown);
    case 'host':
    case 'email':
      return folded(value.text);
    case 'url': {
      const matches = url(value.text);
      const other = otherReading(value.text);
      return other === value.text || url(other) === matches ? matches : unknown;
    }
    case 'query': {
      const matches = plain(value.text);
      return plain(value.decoded) === matches ? matches : unknown;
    }
    case 'command':
      return plain(value.text);
    default:
      return unknown;
  }
}

/** Scheme and host in lower case, and matched apart from the path, which keeps its letters. */
function urlPattern(written: string): (text: string) => Truth {
  const start = written.indexOf('://');
  const slash = start < 0 ? -1 : written.indexOf('/', start + 3);
  if (slash < 0) return wholePattern(start < 0 ? written : written.toLowerCase(), start < 0);
  const host = written.slice(0, slash).toLowerCase();
  const whole = like(host + written.slice(slash));
  if (!host.includes('*')) return whole;
  const [front, rest] = [like(host), like(written.slice(slash))];
  return (text) => {
    if (!whole(text)) return false;
    const end = text.indexOf('/', text.indexOf('://') + 3);
    return (front(text.slice(0, end)) && rest(text.slice(end))) || unknown;
  };
}

/** One that does not say where the host ends: whether its capitals may be small is not known. */
function wholePattern(written: string, unsure: boolean): (text: string) => Truth {
  const matches = like(written);
  const small = written.toLowerCase();
  if (!unsure || small === written) return matches;
  const perhaps = like(small);
  return (text) => matches(text) || (perhaps(text.toLowerCase()) ? unknown : false);
}
