import type { UrlValue } from '../value.ts';
import { decodeFully, hasHidden, normalEscapes } from './escapes.ts';
import { parseHost, readUrl } from './host.ts';

const longest = 8192;
const form = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\\]*$/;
const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/;

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
  ['ftp', 21],
]);

/**
 * The canonical form of a URL with a host: scheme and host in lower case, the host as `parseHost`
 * gives it, no default port, `.`, `..` and `//` of the path resolved, escapes normal, no fragment
 * (it never reaches a server). Idempotent.
 *
 * `port` is the port that is used, so the scheme's own where none is written. `path` is decoded to the
 * end. Undefined for user names and passwords, backslashes (readers differ in what they end), schemes
 * without a host, characters that cannot be seen, and a path with `.` or `..` behind escaped slashes or before a `;`.
 */
export function parseUrl(text: string): UrlValue | undefined {
  if (text.length > longest || !form.test(text) || hasHidden(text) || /\s/u.test(text)) {
    return undefined;
  }
  const url = readUrl(text);
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  if (authority.exec(url.href)?.[1]?.includes('@') !== false) return undefined;
  const host = url.hostname === '' ? undefined : parseHost(url.hostname);
  const encoded = pathOf(url.pathname);
  const path = decodeFully(encoded);
  if (host === undefined || path === undefined || escapes(path)) return undefined;
  const scheme = url.protocol.slice(0, -1);
  const standard = defaultPorts.get(scheme);
  const port = url.port === '' ? standard : Number(url.port);
  const query = normalEscapes(url.search.slice(1));
  const shownPort = port === undefined || port === standard ? '' : `:${port}`;
  const shownQuery = query === '' ? '' : `?${query}`;
  return Object.freeze({
    kind: 'url',
    text: `${scheme}://${host.text}${shownPort}${encoded}${shownQuery}`,
    scheme,
    host,
    port,
    path,
    query,
  });
}

/** `//` made one and escapes normal, until a second look changes nothing. */
function pathOf(pathname: string): string {
  const encoded = normalEscapes(pathname).replace(/\/{2,}/g, '/');
  return encoded === '' ? '/' : encoded;
}

/** Whether a decoded path still holds steps that someone behind the server might take, `..;x` among them. */
const escapes = (path: string): boolean =>
  hasHidden(path) || path.split(/[/\\]/).some((part) => /^\.\.?(?:;|$)/.test(part));

/**
 * A second reading of a URL's text, with escaped slashes as slashes; the text itself where there are
 * none. Servers differ in which reading they take, so what asks about the text asks about both.
 */
export const otherReading = (text: string): string =>
  text.includes('%') ? (decodeFully(text) ?? text) : text;
