let units = new Uint16Array(8_192);
let bytes = Buffer.from(units.buffer);

/**
 * The UTF-16 units of a text, in an array that the next call uses again; two more than it has may be read,
 * and are 0. Copied at once, which costs a fraction of asking for them one by one.
 */
export function unitsOf(text: string): Uint16Array {
  const { length } = text;
  if (units.length < length + 2) {
    units = new Uint16Array(2 * length);
    bytes = Buffer.from(units.buffer);
  }
  // Two bytes a unit as they lie in memory: every platform that Node runs on has the little end first.
  bytes.write(text, 'utf16le');
  units[length] = 0;
  units[length + 1] = 0;
  return units;
}
