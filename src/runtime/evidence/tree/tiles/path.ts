import { join } from 'node:path';

/** How many hashes, or entries, a whole tile holds. */
export const tileWidth = 256;

/** Which tile: of hashes at a level, each over 256^level leaves, or of the entries themselves. */
export type TileLevel = number | 'entries';

/**
 * Where C2SP tlog-tiles keeps a tile below its root: `tile/1/x001/067`, and `….p/W` for one that holds
 * fewer than 256. Only the rightmost tile of a level is ever partial.
 */
export function tilePath(level: TileLevel, number: number, width = tileWidth): string {
  const digits = [String(number % 1000).padStart(3, '0')];
  for (let left = Math.floor(number / 1000); left > 0; left = Math.floor(left / 1000)) {
    digits.unshift(`x${String(left % 1000).padStart(3, '0')}`);
  }
  const whole = join('tile', String(level), ...digits);
  return width === tileWidth ? whole : join(`${whole}.p`, String(width));
}
