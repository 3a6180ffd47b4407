import type { QueryValue, UrlValue } from '../value.ts';
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
 * end, its `//` made one; `query` has two readings where escapes stand for more than themselves. Undefined for
 * user names and passwords, backslashes, escaped ones of the path included (readers differ in what they end),
 * schemes without a host, characters that cannot be seen, and a path with `.` or `..` behind escaped slashes
 * or before a `;`.
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
  const path = decodeFully(encoded)?.replace(/\/{2,}/g, '/');
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
    query: queryValue(query),
  });
}

/** `//` made one and escapes normal, until a second look changes nothing. */
function pathOf(pathname: string): string {
  const encoded = normalEscapes(pathname).replace(/\/{2,}/g, '/');
  return encoded === '' ? '/' : encoded;
}

/** Whether a decoded path still holds steps that someone behind the server might take, `..;x` among them. */
const escapes = (path: string): boolean =>
  hasHidden(path) || path.includes('\\') || /(?:^|\/)\.\.?(?:;|\/|$)/.test(path);

/** A query that escapes nothing is plain text; of any other both readings are kept. */
function queryValue(text: string): string | QueryValue {
  const decoded = text.includes('%') ? (decodeFully(text) ?? text) : text;
  return decoded === text ? text : Object.freeze({ kind: 'query', text, decoded });
}

/**
 * A second reading of a URL's text, with escaped slashes as slashes and `//` of the path made one; the text
 * itself where nothing is escaped. Servers differ in which reading they take, so what asks about the text asks
 * about both.
 */
export function otherReading(text: string): string {
  if (!text.includes('%')) return text;
  const [front = '', ...query] = text.split('?');
  const [path, rest] = [decodeFully(front), decodeFully(query.join('?'))];
  if (path === undefined || rest === undefined) return text;
  const single = path.replace(/(?<!:)\/{2,}/g, '/');
  return query.length === 0 ? single : `${single}?${rest}`;
}
