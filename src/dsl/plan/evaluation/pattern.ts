import { like } from '../../values/kinds/like.ts';
import { otherReading } from '../../values/kinds/url.ts';
import { isList } from '../../values/to-json.ts';
import type { Truth, Value } from '../../values/value.ts';
import { unknown } from '../../values/value.ts';
import type { Evaluation, Facts } from '../evaluate.ts';

/**
 * `x like "pattern"` over a string or the canonical form of a kind. Where letter case has no meaning
 * (hosts, e-mails, the front of a URL) the pattern is read in lower case. A URL whose escaped slashes
 * leave two readings that differ is unknown.
 */
export function pattern(written: string, left: Evaluation): (facts: Facts) => Truth {
  const plain = like(written);
  const folded = like(written.toLowerCase());
  const url = like(foldFront(written));
  return (facts) => {
    const value = left(facts);
    if (typeof value === 'string') return plain(value);
    return value === unknown ? unknown : ofKind(value, plain, folded, url);
  };
}

type Match = (text: string) => boolean;

function ofKind(value: Value, plain: Match, folded: Match, url: Match): Truth {
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
    case 'command':
      return plain(value.text);
    default:
      return unknown;
  }
}

/** Scheme and host in lower case; a path keeps its letters. */
function foldFront(written: string): string {
  const start = written.indexOf('://');
  const slash = start < 0 ? 0 : written.indexOf('/', start + 3);
  const end = slash < 0 ? written.length : slash;
  return written.slice(0, end).toLowerCase() + written.slice(end);
}
