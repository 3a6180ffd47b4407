import type { HostValue } from '../value.ts';

const name = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*$/;
const mapped = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

/**
 * IPv6 addresses that stand for an IPv4 one by way of a gateway: IPv4-compatible, translated, NAT64, 6to4,
 * Teredo, ISATAP. Whether they arrive there is up to the network, so that neither reading is safe.
 */
const embedding =
  /^\[(?:::[0-9a-f]{1,4}:[0-9a-f]{1,4}\]|::ffff:0:|64:ff9b:|2002:|2001:(?:0?:)|[0-9a-f:]+:5efe:[0-9a-f]{1,4}:[0-9a-f]{1,4}\])/;

/** Characters that no host may hold before it is decoded: they would end it or hide in it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const foreign = /[\u0000-\u0020\u007f-\u00a0\p{Cf}/\\?#@<>|^`{}"']/u;

/**
 * The canonical form of a host's name or address: lower case, ASCII (punycode), no trailing dot,
 * IPv4 in four decimal parts whatever its spelling, IPv6 compressed in brackets, an IPv4 address
 * mapped into IPv6 as that IPv4 address. Undefined for anything else, a port included, and for an
 * IPv4 address hidden in a gateway's IPv6 one. Idempotent.
 */
export function parseHost(text: string): HostValue | undefined {
  const before = known.get(text);
  if (before !== undefined) return before;
  const canonical = canonicalHost(text);
  if (canonical === undefined) return undefined;
  const made: HostValue = Object.freeze({ kind: 'host', text: canonical });
  if (text.length > longestKnown) return made;
  if (known.size >= mostKnown) known.clear();
  known.set(text, made);
  return made;
}

/** The same few hosts come again and again, and each costs a whole URL to read. */
const known = new Map<string, HostValue>();
const [mostKnown, longestKnown] = [1024, 256];

function canonicalHost(text: string): string | undefined {
  if (text === '' || text.length > 1024 || foreign.test(text)) return undefined;
  const bracketed = text.startsWith('[');
  const bare = text.includes(':') && !bracketed ? `[${text}]` : text;
  const url = readUrl(`http://${bare}/`);
  if (url === undefined || url.port !== '' || url.username !== '' || url.pathname !== '/') {
    return undefined;
  }
  const host = url.hostname;
  if (embedding.test(host)) return undefined;
  if (host.startsWith('[')) return unmapped(host);
  if (bracketed) return undefined;
  const plain = host.endsWith('.') ? host.slice(0, -1) : host;
  return name.test(plain) ? plain : undefined;
}

function unmapped(host: string): string {
  const parts = mapped.exec(host);
  if (parts === null) return host;
  const [high, low] = [Number.parseInt(parts[1]!, 16), Number.parseInt(parts[2]!, 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** The URL a text spells by the WHATWG standard; undefined instead of a throw. */
export function readUrl(text: string): URL | undefined {
  return URL.parse(text) ?? undefined;
}

/** Whether a canonical host is an address rather than a name. */
export const isAddress = (host: string): boolean =>
  host.startsWith('[') || /^[0-9]+(?:\.[0-9]+){3}$/.test(host);
