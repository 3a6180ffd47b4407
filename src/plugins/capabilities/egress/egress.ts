import {
  type Capability,
  type Grantee,
  type HostCall,
  type HostRequest,
  hostOf,
  type Json,
  parseUrl,
  type Resolver,
  type Scrubber,
  type UrlValue,
} from '../../../runtime/contract/index.ts';
import { notGranted, unavailable } from '../arguments.ts';
import { addressOf, isLoopback, isPublic } from './address.ts';
import type { Credentials } from './credentials.ts';
import { exchange, type Got, type Sent, Unconnected } from './exchange.ts';
import { originOf, readWanted, shown, type Wanted } from './wanted.ts';

const mostRedirects = 5;
/** Addresses of one name that are tried. */
const mostAddresses = 4;

/** What `Egress` is made of. */
export interface EgressParts {
  readonly resolver: Resolver;
  readonly credentials: Credentials;
  readonly scrubbers: readonly Scrubber[];
}

/**
 * The one way of guests to the network. Each hop is judged alike, the first and every redirect: its
 * origin must be granted; its name is resolved once, every address found must be public or granted by
 * its own number, and the connection goes to that address and no other; secrets are put in after that;
 * the certificate must be for the name. Guests see no cookie and no secret.
 */
export class Egress implements Capability {
  readonly name = 'vak/egress';
  readonly offers: readonly string[] = ['fetch'];
  readonly #parts: EgressParts;

  constructor(parts: EgressParts) {
    this.#parts = parts;
  }

  grant(to: Grantee): ReadonlyMap<string, HostCall> {
    const origins = new Set(to.grants.network);
    if (origins.size === 0) return new Map();
    return new Map([['fetch', (request) => this.#fetch(to, origins, request)]]);
  }

  async #fetch(
    to: Grantee,
    origins: ReadonlySet<string>,
    { args, signal, note }: HostRequest,
  ): Promise<Json> {
    let wanted = readWanted(args);
    let way = `${wanted.method} ${shown(wanted.url)}`;
    for (let redirects = 0; ; redirects += 1) {
      note(way);
      const got = await this.#hop(to, origins, wanted, signal);
      const next = wanted.follow ? redirected(wanted, got) : undefined;
      if (next === undefined) return this.#released(wanted, got);
      if (redirects === mostRedirects) throw unavailable(`more than ${mostRedirects} redirects`);
      wanted = next;
      way += ` → ${shown(wanted.url)}`;
    }
  }

  async #hop(
    to: Grantee,
    origins: ReadonlySet<string>,
    wanted: Wanted,
    signal: AbortSignal,
  ): Promise<Got> {
    const { url, method, body } = wanted;
    const addresses = await this.#addresses(origins, url, signal);
    const added = await this.#parts.credentials.for(to, url);
    const { pathname, search, host, hostname } = new URL(url.text);
    const query = [...(search === '' ? [] : [search.slice(1)]), ...added.query].join('&');
    const headers = new Map([
      ['accept', '*/*'],
      ['user-agent', 'vak'],
      ...wanted.headers,
      ...added.headers,
      ['host', host],
      ['accept-encoding', 'identity'],
    ]);
    if (body !== undefined) headers.set('content-length', `${body.length}`);
    const isName = addressOf(hostname) === undefined;
    const sent = {
      secure: url.scheme === 'https',
      port: url.port ?? 0,
      name: isName ? hostname : '',
      method,
      path: `${pathname}${query === '' ? '' : `?${query}`}`,
      headers: Object.fromEntries(headers),
      body,
    };
    return firstAnswer(sent, addresses.slice(0, mostAddresses), signal);
  }

  /** The addresses that a granted origin leads to. One that is not public, among several, refuses all. */
  async #addresses(
    origins: ReadonlySet<string>,
    url: UrlValue,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const origin = originOf(url);
    if (!origins.has(origin)) throw notGranted(`\`${origin}\` is not granted`);
    const host = hostOf(origin);
    const literal = addressOf(host);
    const found = literal === undefined ? await this.#resolve(host, signal) : [literal];
    const fits = (address: string): boolean =>
      host === 'localhost'
        ? isLoopback(address)
        : isPublic(address) || origins.has(numbered(url, address));
    const addresses = found.flatMap((text) => addressOf(text) ?? []).filter(fits);
    if (addresses.length === 0 || addresses.length < found.length) {
      throw notGranted(`\`${host}\` leads to an address that is not public`);
    }
    return addresses;
  }

  async #resolve(host: string, signal: AbortSignal): Promise<readonly string[]> {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    try {
      return await Promise.race([this.#parts.resolver.resolve(host, signal), aborted]);
    } catch {
      throw unavailable(`no address of \`${host}\` is known`);
    }
  }

  #released({ url, as }: Wanted, { status, headers, body }: Got): Json {
    const shown = [...headers].filter(([name]) => !hidden.has(name));
    const text = as === 'text' ? body.toString('utf8') : this.#encoded(body);
    return { status, url: url.text, headers: Object.fromEntries(shown), body: text };
  }

  /** Base64 would hide a secret that came back from whoever blanks it later. */
  #encoded(body: Buffer): string {
    let left = body;
    for (const encoding of ['utf8', 'latin1'] as const) {
      const text = left.toString(encoding);
      const clean = this.#parts.scrubbers.reduce((past, one) => one.scrub(past).text, text);
      if (clean !== text) left = Buffer.from(clean, encoding);
    }
    return left.toString('base64');
  }
}

/** Asks one address after the other until one is connected to; only to that one anything is sent. */
async function firstAnswer(
  sent: Omit<Sent, 'address'>,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Got> {
  for (const address of addresses) {
    try {
      return await exchange({ ...sent, address }, signal);
    } catch (cause) {
      if (!(cause instanceof Unconnected)) throw cause;
    }
  }
  throw unavailable('the host cannot be reached');
}

/** What concerns the connection, or the next request rather than this answer. */
const hidden = new Set(['set-cookie', 'connection', 'keep-alive', 'transfer-encoding']);

const numbered = ({ scheme, port }: UrlValue, address: string): string =>
  `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}`;

/** The request that a redirect asks for, as the standard has it; undefined where there is none. */
function redirected(wanted: Wanted, { status, headers }: Got): Wanted | undefined {
  const location = headers.get('location');
  if (location === undefined || ![301, 302, 303, 307, 308].includes(status)) return undefined;
  const url = parseUrl(URL.parse(location, wanted.url.text)?.href ?? '');
  if (url === undefined) throw unavailable('the response leads to what is no address');
  const { method } = wanted;
  const asGet = status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST';
  const elsewhere = originOf(url) !== originOf(wanted.url);
  const kept = [...wanted.headers].filter(
    ([name]) =>
      !(elsewhere && (name === 'authorization' || name === 'cookie')) &&
      !(asGet && name.startsWith('content-')),
  );
  return {
    ...wanted,
    url,
    headers: new Map(kept),
    ...(asGet ? { method: 'GET', body: undefined } : {}),
  };
}
