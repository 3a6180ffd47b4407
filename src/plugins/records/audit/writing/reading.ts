import {
  type ByteSource,
  type EntryJson,
  entryIn,
  type Hash,
  readLines,
  VakError,
} from '../../../../runtime/contract/index.ts';
import type { OpenLog } from '../opening/open.ts';
import type { Marks } from './marks.ts';

/** An entry that was read back. */
export interface ReadEntry {
  readonly index: number;
  readonly entry: EntryJson;
  readonly leaf: Hash;
}

/** Where a reading begins, and the length that was durable when it was asked for. */
export interface Extent {
  readonly from: number;
  readonly bytes: number;
}

/**
 * Reads entries back through a file of its own, so that a log may be stopped meanwhile. It is open only while a piece
 * is read: an iterator that nobody takes to its end holds nothing.
 */
export async function* readBack(
  { disk, layout }: Pick<OpenLog, 'disk' | 'layout'>,
  marks: Marks,
  { from, bytes }: Extent,
): AsyncGenerator<ReadEntry, void> {
  const source: ByteSource = {
    read: async (into, at) => {
      const file = await disk.open(layout.entries);
      return file.read(into, at).finally(() => file.close());
    },
  };
  const mark = marks.before(from);
  let { index } = mark;
  for await (const lines of readLines(source, mark.offset, bytes)) {
    for (const line of lines) {
      if (index >= from) {
        const entry = entryIn(line);
        if (entry === undefined) {
          throw new VakError('VAK6108', `entry ${index} of the log was changed while it was open`);
        }
        yield { index, entry, leaf: line.leaf };
      }
      index += 1;
    }
  }
}
