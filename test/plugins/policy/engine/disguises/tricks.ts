/** One family of tricks: ways to write what should look like something else. */
export type Trick = (plain: string) => readonly string[];

const hex = (code: number): string => code.toString(16).padStart(2, '0');
const bytes = (text: string): readonly number[] => [...new TextEncoder().encode(text)];
const percent = (text: string): string =>
  bytes(text)
    .map((byte) => `%${hex(byte)}`)
    .join('');

/** Each character in turn replaced by what `as` makes of it, and then all of them. */
const eachChar =
  (as: (char: string) => string): Trick =>
  (plain) => {
    const chars = [...plain];
    const one = chars.map((char, at) => chars.with(at, as(char)).join(''));
    return [...one, chars.map(as).join('')].filter((text) => text !== plain);
  };

/** Letters of a text in upper case where the bits of a number say so. */
const mask = (plain: string, bits: number): string =>
  [...plain].map((char, at) => ((bits >> (at % 16)) & 1 ? char.toUpperCase() : char)).join('');

const fullWidth = (char: string): string => {
  const code = char.charCodeAt(0);
  return code > 0x20 && code < 0x7f ? String.fromCharCode(code + 0xfee0) : char;
};

export const escaped = eachChar(percent);
export const escapedInUpperCase = eachChar((char) => percent(char).toUpperCase());
export const escapedTwice = eachChar((char) => percent(percent(char)));
export const escapedThrice = eachChar((char) => percent(percent(percent(char))));
export const wide = eachChar(fullWidth);
export const inMixedCase: Trick = (plain) =>
  [1, 2, 5, 0x0f, 0x55, 0xaa, 0xff, 0xffff].map((bits) => mask(plain, bits));
export const withHidden: Trick = (plain) =>
  ['\u200b', '\u200d', '\u00ad', '\u2060', '\ufeff', '\u202e', '\t', '\n', '\u0000'].flatMap(
    (mark) => [
      `${mark}${plain}`,
      `${plain}${mark}`,
      `${plain.slice(0, 6)}${mark}${plain.slice(6)}`,
    ],
  );

/** Ways to walk to the same absolute path, in a tool whose root is its first component. */
export const walked: Trick = (plain) => {
  const [, root = '', ...rest] = plain.split('/');
  const below = rest.join('/');
  return [
    below,
    `./${below}`,
    `././${below}`,
    `x/../${below}`,
    `x/y/../../${below}`,
    `../${root}/${below}`,
    `../../../${root}/${below}`,
    `/${plain}`,
    `//${plain}`,
    `/.${plain}`,
    `/..${plain}`,
    `/../..${plain}`,
    `/tmp/..${plain}`,
    `/./././${root}/./${below}`,
    plain.replaceAll('/', '//'),
    plain.replaceAll('/', '/./'),
    plain.replaceAll('/', '/x/../'),
    `${plain}/`,
    `${plain}/.`,
    `${plain}/x/..`,
    ` ${plain}`,
    `${plain} `,
    `file://${plain}`,
    `C:${plain}`,
    plain.replaceAll('/', '\\'),
    `~/..${plain}`,
    plain.replaceAll('/', '\u2215'),
    plain.replaceAll('/', '\u2044'),
    `x/\uff0e\uff0e/${below}`,
    `x/\u2025/${below}`,
    `x/.%2e/${below}`,
    `x/%2e./${below}`,
    `x%2f..%2f${below}`,
    `x/..%5c${below}`,
    `x/%252e%252e/${below}`,
    `x/..%00/${below}`,
  ];
};

/** Ways to write the host of `https://host/`. */
export const asHost: Trick = (host) => [
  `${host}.`,
  host.replaceAll('.', '\u3002'),
  host.replaceAll('.', '\uff0e'),
  host.replaceAll('.', '\uff61'),
  host.replaceAll('.', '%2e'),
  host.replaceAll('.', '%E3%80%82'),
];

/** Ways to write a URL to the same place. */
export const asUrl: Trick = (url) => {
  const { protocol, host, pathname } = new URL(url);
  return [
    `${protocol.toUpperCase()}//${host}${pathname}`,
    `${protocol}//${host}:443${pathname}`,
    `${protocol}//${host}:0443${pathname}`,
    `${protocol}//docs.example@${host}${pathname}`,
    `${protocol}//docs.example:pw@${host}${pathname}`,
    `${protocol}//@${host}${pathname}`,
    `${protocol}//docs.example%40${host}${pathname}`,
    `${protocol}//docs.example\\@${host}${pathname}`,
    `${protocol}\\\\${host}${pathname}`,
    `${protocol}/\\${host}${pathname}`,
    `${protocol}///${host}${pathname}`,
    `${protocol}/${host}${pathname}`,
    `${protocol}${host}${pathname}`,
    `//${host}${pathname}`,
    `${url}#docs.example`,
    `${url}?docs.example`,
    ` ${url}`,
    `${url} `,
    `${protocol}//${host}/x/..${pathname}`,
    `${protocol}//${host}/%2e${pathname}`,
    `${protocol}//${host}/x/%2e%2e${pathname}`,
    `${protocol}//${host}/x%2f..${pathname}`,
    `${protocol}//${host}/x%2f%2e%2e${pathname}`,
    `${protocol}//${host}/x%5c..${pathname}`,
    `${protocol}//${host}/x\\..${pathname}`,
    `${protocol}//${host}/${pathname}`,
    `${protocol}//${host}//${pathname}`,
    `${protocol}//${host}/.${pathname}`,
    `${protocol}//${host}%2f${pathname}`,
    `${protocol}//${host}/x/..;${pathname}`,
    `${protocol}//${host}/x/..;y=1${pathname}`,
    `${protocol}//${host}/x/%2e%2e;${pathname}`,
    `${protocol}//${host}/x/.%2e%3b${pathname}`,
    `${protocol}//${host}/.;${pathname}`,
  ];
};

/** Every way to write one IPv4 address that resolvers take. */
export const asAddress: Trick = (address) => {
  const parts = address.split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const octal = (of: number): string => `0${of.toString(8)}`;
  const [high, low] = [`${hex(a)}${hex(b)}`, `${hex(c)}${hex(d)}`];
  return [
    String(whole),
    `0x${whole.toString(16)}`,
    `0X${whole.toString(16).toUpperCase()}`,
    octal(whole),
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    parts.map(octal).join('.'),
    parts.map((part) => `00${octal(part)}`).join('.'),
    parts.map((part) => `0x${part.toString(16)}`).join('.'),
    `${octal(a)}.${b}.0x${hex(c)}.${d}`,
    `0x${hex(a)}.${(b * 256 + c) * 256 + d}`,
    `[::ffff:${address}]`,
    `[::FFFF:${address}]`,
    `[0:0:0:0:0:ffff:${address}]`,
    `[::ffff:${high}:${low}]`,
    `[0000:0000:0000:0000:0000:ffff:${high}:${low}]`,
    `[::${address}]`,
    `[::${high}:${low}]`,
    `[::ffff:0:${address}]`,
    `[64:ff9b::${address}]`,
    `[64:ff9b::${high}:${low}]`,
    `[64:ff9b:1::${high}:${low}]`,
    `[2002:${high}:${low}::]`,
    `[2002:${high}:${low}::1]`,
    `[fe80::5efe:${address}]`,
    [...address].map(fullWidth).join(''),
    `${address}.`,
  ];
};

/** Ways to write one mail address. */
export const asEmail: Trick = (email) => {
  const [local = '', domain = ''] = email.split('@');
  return [
    `"${local}"@${domain}`,
    `${local}@${domain}.`,
    `<${email}>`,
    `Ann <${email}>`,
    `"ann@docs.example" <${email}>`,
    `mailto:${email}`,
    `ann@docs.example,${email}`,
    `ann@docs.example;${email}`,
    `ann@docs.example, ${email}`,
    `ann@docs.example\n${email}`,
    `ann@docs.example%0a${email}`,
    `${local}(x)@${domain}`,
    `(x)${email}`,
    ` ${email}`,
    `${email} `,
    `${local}%${domain}@docs.example`,
    `${domain}!${local}@docs.example`,
    `@docs.example:${email}`,
    `${local}\\@${domain}`,
    `${local} @${domain}`,
    `${local}@ ${domain}`,
    `${local}\u0040${domain}`,
    `${local}\uff20${domain}`,
    `=?utf-8?q?${email}?=`,
  ];
};
