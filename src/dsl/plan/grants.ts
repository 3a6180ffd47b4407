import { isAddress, parseHost } from '../values/kinds/host.ts';

/**
 * What the sandbox of a tool lets its code reach. A key that is absent grants nothing. A plan holds one
 * only for tools that are granted something.
 */
export interface GrantsPlan {
  /** Origins with their port, `https://api.example.com:443`, in order and each once. */
  readonly network?: readonly string[];
  /** Folders or files to read, as written: absolute, or relative to the declaring file's folder. */
  readonly read?: readonly string[];
  /** Folders to write below, as written. */
  readonly write?: readonly string[];
  /** Names of variables of the host's environment. */
  readonly env?: readonly string[];
  /** Tools that its code may call, each call decided by itself. */
  readonly tools?: readonly string[];
  /** Bytes its code may keep in memory for each session. */
  readonly remember?: number;
  /** How often its code may ask for anything of this, in one call. */
  readonly calls?: number;
}

const form = /^(?:(https?):\/\/)?(\[[0-9a-fA-F:.]+\]|[^/:?#@\s[\]*]+)(?::([0-9]{1,5}))?\/?$/;
const ports = { https: 443, http: 80 } as const;

/**
 * The origin that an entry of `network` names: `host`, `host:port` and `https://host:port` mean HTTPS,
 * `http://host:port` means plain text. Canonical, with its port always; undefined for anything else,
 * wildcards included.
 */
export function networkOrigin(text: string): string | undefined {
  const [, scheme = 'https', name = '', digits] = form.exec(text) ?? [];
  const host = parseHost(name);
  const port = digits === undefined ? ports[scheme as 'http' | 'https'] : Number(digits);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  return `${scheme}://${host.text}:${port}`;
}

/** Whether an origin names an address itself, or this machine, rather than a name to look up. */
export function isLiteralOrigin(origin: string): boolean {
  const host = hostOf(origin);
  return isAddress(host) || host === 'localhost';
}

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const owned =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-length|accept-encoding|proxy-.*|x-forwarded-.*|forwarded|via)$/;

/** Whether a text can name a header of a request. */
export const isHeaderName = (text: string): boolean => headerName.test(text);

/**
 * Whether a header says how a message is carried or by whom: those are the host's to set. Servers that hand
 * headers on as variables read a dash and an underscore alike.
 */
export const isHostsHeader = (name: string): boolean =>
  owned.test(name.toLowerCase().replaceAll('_', '-'));

/** The host of an origin as `networkOrigin` gives it. */
export const hostOf = (origin: string): string =>
  origin.slice(origin.indexOf('://') + 3, origin.lastIndexOf(':'));
