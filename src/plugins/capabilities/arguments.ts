import { HostRefusal, type Json, refusalCodes } from '../../runtime/contract/index.ts';

/** What a guest wrote that cannot be served as it stands. */
export const badRequest = (message: string): HostRefusal =>
  new HostRefusal(refusalCodes.badArgument, message);

/** What a guest may not have. */
export const notGranted = (message: string): HostRefusal =>
  new HostRefusal(refusalCodes.capabilityDenied, message);

/** What was granted and could not be had. */
export const unavailable = (message: string): HostRefusal =>
  new HostRefusal(refusalCodes.guestError, message);

export const tooLarge = (message: string): HostRefusal =>
  new HostRefusal(refusalCodes.resultTooLarge, message);

/** The fields of a request. @throws HostRefusal for anything but an object with these keys alone */
export function fieldsOf(args: Json, keys: readonly string[]): { readonly [key: string]: Json } {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    throw badRequest(`a request is an object with ${keys.join(', ')}`);
  }
  const unknown = Object.keys(args).find((key) => !keys.includes(key));
  if (unknown !== undefined) {
    throw badRequest(`a request has no \`${unknown}\`; it has ${keys.join(', ')}`);
  }
  return args as { readonly [key: string]: Json };
}

/** A field that must be a text. */
export function requireText(fields: { readonly [key: string]: Json }, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string') throw badRequest(`\`${key}\` must be a text`);
  return value;
}

/** The bytes of a text, or what a text is the base64 of, in either alphabet and padded or not. */
export function requireBytes(
  fields: { readonly [key: string]: Json },
  key: string,
  encoding: 'utf8' | 'base64',
): Buffer {
  const text = requireText(fields, key);
  if (encoding === 'utf8') return Buffer.from(text);
  const bare = text.replace(/={1,2}$/, '');
  if (!/^[\w+/-]*$/.test(bare) || bare.length % 4 === 1)
    throw badRequest(`\`${key}\` is no base64`);
  return Buffer.from(bare, 'base64');
}

/** A field that is one of a few words, the first of them when left out. */
export function wordOf<W extends string>(
  fields: { readonly [key: string]: Json },
  key: string,
  words: readonly [W, ...W[]],
): W {
  const value = fields[key] ?? words[0];
  const word = words.find((each) => each === value);
  if (word === undefined) throw badRequest(`\`${key}\` must be one of ${words.join(', ')}`);
  return word;
}
