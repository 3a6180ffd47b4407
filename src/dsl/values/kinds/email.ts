import type { EmailValue } from '../value.ts';
import { isAddress, parseHost } from './host.ts';

const local = /^[a-z0-9#$&'*+/=?^_`{|}~-]+(?:\.[a-z0-9#$&'*+/=?^_`{|}~-]+)*$/;

/**
 * The canonical form of one bare e-mail address, in lower case with its domain as `parseHost` gives it.
 * Undefined for display names, quotes, comments, routes (`%`, `!`), addresses in brackets and several
 * recipients. Idempotent.
 */
export function parseEmail(text: string): EmailValue | undefined {
  const at = text.lastIndexOf('@');
  const name = text.slice(0, at).toLowerCase();
  const written = text.slice(at + 1);
  if (at < 1 || name.length > 64 || text.length > 320 || !local.test(name)) return undefined;
  if (/[%:[\]]/.test(written)) return undefined;
  const domain = parseHost(written);
  if (domain === undefined || isAddress(domain.text)) return undefined;
  return Object.freeze({
    kind: 'email',
    text: `${name}@${domain.text}`,
    local: name,
    domain,
  });
}
