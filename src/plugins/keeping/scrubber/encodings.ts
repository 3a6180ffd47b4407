/**
 * Every spelling of a value that is searched as such: itself, hexadecimal, and base64 at each of the
 * three positions that it can take within a longer encoded text, in both alphabets. Of base64 only
 * the characters that the value alone determines are given; one that it shares with its neighbours
 * tells at most four of its bits. Text is searched with its escapes resolved too, so the escaped
 * spellings given here find what was escaped twice, and those without line ends what was wrapped.
 */
export function spellings(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
  const all = [
    value,
    value.replaceAll(' ', '+'),
    value.replace(/[\r\n]/g, ''),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map(urlSafe),
  ];
  // A secret of little but line ends would leave a spelling that innocent text is full of.
  return [...new Set(all)].filter((text) => text.length >= Math.min(value.length, 6));
}

/** The base64 characters that `bytes` determine when `offset` bytes of something else stand before. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_');
