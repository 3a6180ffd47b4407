import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameBytes } from '../../../src/plugins/isolation/limits.ts';
import { FrameReader, frame, type Reply, replyFrame } from '../../../src/plugins/isolation/wire.ts';

const reply = (id: number, json: string): Reply => ({
  id,
  answer: { end: 'value', json },
  logs: [],
  peakBytes: 0,
  heapBytes: 0,
  cpuMs: 0,
  spent: false,
});

describe('frames', () => {
  test('come out whole and in order, wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 }),
        fc.array(fc.nat(200), { maxLength: 12 }),
        (texts, cuts) => {
          const sent = texts.map((text, id) => reply(id, text));
          const bytes = Buffer.concat(sent.map(replyFrame));
          const places = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length];
          places.sort((a, b) => a - b);
          const reader = new FrameReader();
          const got = places.flatMap((from, i) => reader.push(bytes.subarray(from, places[i + 1])));
          expect(got).toEqual(texts.map((payload, id) => ({ head: reply(id, ''), payload })));
        },
      ),
    );
  });

  test('an oversized header is refused before its body is there', () => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(frameBytes + 1);
    expect(() => new FrameReader().push(header)).toThrow(RangeError);
  });

  test('a body that is not JSON is refused', () => {
    expect(() => new FrameReader().push(Buffer.from([0, 0, 0, 1, 123]))).toThrow(SyntaxError);
  });

  test('none is sent that would be refused', () => {
    expect(() => frame(reply(1, ''), 'x'.repeat(frameBytes))).toThrow(RangeError);
  });
});
