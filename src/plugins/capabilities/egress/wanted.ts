import {
  isHeaderName,
  isHostsHeader,
  type Json,
  parseUrl,
  type UrlValue,
} from '../../../runtime/contract/index.ts';
import { badRequest, fieldsOf, requireBytes, requireText, tooLarge, wordOf } from '../arguments.ts';

/** A request as it will be sent, but for what the host adds. */
export interface Wanted {
  readonly url: UrlValue;
  readonly method: (typeof methods)[number];
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer | undefined;
  readonly follow: boolean;
  /** How the body of the response is given: as text in UTF-8, or as base64. */
  readonly as: 'text' | 'base64';
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const keys = ['url', 'method', 'headers', 'body', 'encoding', 'redirect', 'as'];
const mostHeaders = 64;
const headerBytes = 16 * 1024;
const bodyBytes = 1024 * 1024;

const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Reads what a guest asks for. @throws HostRefusal for what cannot be sent as it stands */
export function readWanted(args: Json): Wanted {
  const fields = fieldsOf(args, keys);
  const url = parseUrl(requireText(fields, 'url'));
  if (url === undefined || (url.scheme !== 'https' && url.scheme !== 'http')) {
    throw badRequest('`url` must be an absolute http or https URL without a user name');
  }
  const method = wordOf(fields, 'method', methods);
  const body = readBody(fields);
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw badRequest(`a ${method} request has no body`);
  }
  return {
    url,
    method,
    headers: readHeaders(fields.headers),
    body,
    follow: wordOf(fields, 'redirect', ['follow', 'manual']) === 'follow',
    as: wordOf(fields, 'as', ['text', 'base64']),
  };
}

function readBody(fields: { readonly [key: string]: Json }): Buffer | undefined {
  const encoding = wordOf(fields, 'encoding', ['utf8', 'base64']);
  if (fields.body === undefined || fields.body === null) return undefined;
  const bytes = requireBytes(fields, 'body', encoding);
  if (bytes.length > bodyBytes) throw tooLarge(`a body has at most ${bodyBytes} bytes`);
  return bytes;
}

function readHeaders(given: Json | undefined): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  if (given === undefined) return headers;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw badRequest('`headers` is an object of texts');
  }
  let bytes = 0;
  for (const [name, value] of Object.entries(given as { readonly [key: string]: Json })) {
    if (!isHeaderName(name) || typeof value !== 'string' || !fieldValue.test(value)) {
      throw badRequest('`headers` holds what is no header');
    }
    const lower = name.toLowerCase();
    if (isHostsHeader(lower)) throw badRequest(`the header \`${lower}\` is the host’s to set`);
    if (headers.has(lower)) throw badRequest(`the header \`${lower}\` stands twice`);
    headers.set(lower, value);
    bytes += name.length + value.length + 4;
  }
  if (headers.size > mostHeaders || bytes > headerBytes) {
    throw tooLarge(`headers are at most ${mostHeaders}, with ${headerBytes} bytes`);
  }
  return headers;
}

/** What may be told of a request: its method and address, without what stands after `?`. */
export const shown = ({ scheme, host, port, path }: UrlValue): string =>
  `${originOf({ scheme, host, port })}${path}`;

/** The origin of a URL, with its port always, as policies are granted it. */
export const originOf = ({ scheme, host, port }: Pick<UrlValue, 'scheme' | 'host' | 'port'>) =>
  `${scheme}://${host.text}:${port}`;
