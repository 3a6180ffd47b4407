import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameBytes } from '../../../../src/plugins/isolation/limits.ts';
import {
  heard,
  readAnswers,
  readAsks,
  readCode,
  readReply,
  readRequest,
  said,
  writeAnswers,
  writeAsks,
  writeCode,
  writeReply,
  writeRequest,
} from '../../../../src/plugins/isolation/wire/frames.ts';
import type { Answer, Reply, Request } from '../../../../src/plugins/isolation/wire/messages.ts';
import { FrameReader } from '../../../../src/plugins/isolation/wire/reader.ts';
import { FrameWriter } from '../../../../src/plugins/isolation/wire/writer.ts';

/** What a reader makes of a stream of frames, cut into pieces at these places. */
function read<T>(
  bytes: Buffer,
  cuts: readonly number[],
  one: (body: Buffer, from: number, to: number) => T,
): T[] {
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length];
  places.sort((a, b) => a - b);
  const reader = new FrameReader();
  const got: T[] = [];
  for (const [i, from] of places.entries()) {
    const piece = Buffer.from(bytes.subarray(from, places[i + 1] ?? bytes.length));
    reader.push(piece, (...body) => got.push(one(...body)));
    piece.fill(0);
  }
  return got;
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.nat(200_000).map((length) => 'lä'.repeat(length)),
);
const cuts = fc.array(fc.nat(300_000), { maxLength: 12 });
const count = fc.nat(2 ** 32 - 1);
const amount = fc.double({ min: 0, max: 1e15, noNaN: true });
const answer = fc.oneof(
  text.map((json): Answer => ({ end: 'value', json })),
  fc.constant<Answer>({ end: 'fine' }),
  fc.tuple(fc.nat(1000), text).map(([call, text]): Answer => ({ end: 'denied', call, text })),
  fc.record(
    {
      end: fc.constantFrom('guest', 'large', 'bad', 'limit', 'invalid', 'time', 'stuck'),
      text,
      line: fc.nat(),
      column: fc.nat(),
      over: fc.constant({ limit: 'host calls', bound: 1, used: 2 }),
    },
    { requiredKeys: ['end', 'text'] },
  ) as fc.Arbitrary<Answer>,
);
const reply = fc.record(
  {
    id: count,
    answer,
    logs: fc.array(fc.string(), { maxLength: 3 }),
    peakBytes: amount,
    heapBytes: amount,
    wallMs: amount,
    spent: fc.boolean(),
    cpuMs: amount,
  },
  { requiredKeys: ['id', 'answer', 'logs', 'peakBytes', 'heapBytes', 'wallMs', 'spent'] },
) as fc.Arbitrary<Reply>;
const kept = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const code = fc.record({
  slot: fc.nat(0xffff),
  typed: fc.boolean(),
  expression: fc.boolean(),
  text,
  modules: fc.array(fc.record({ name: fc.string(), typed: fc.boolean(), text }), { maxLength: 3 }),
  cached: fc.option(kept, { nil: undefined }),
});
const request: fc.Arbitrary<Request> = fc.record({
  id: count,
  act: fc.constantFrom('run' as const, 'check' as const, 'cache' as const),
  slot: fc.nat(65_535),
  memoryBytes: amount,
  timeMs: amount,
  keep: count,
  startBy: fc.constantFrom(0, 1.5, 2 ** 53, Number.POSITIVE_INFINITY),
  offer: text,
  exact: text,
  args: text,
});

describe('frames come out as they went in, in order, wherever the stream is cut', () => {
  test('replies', () => {
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 6 }), cuts, (sent, cuts) => {
        const writer = new FrameWriter();
        for (const one of sent) writeReply(writer, one);
        const got = read(writer.take(), cuts, (body, from, to) => {
          expect(body[from]).toBe(said.reply);
          return readReply(body, from, to);
        });
        expect(JSON.parse(JSON.stringify(got))).toEqual(JSON.parse(JSON.stringify(sent)));
      }),
      { numRuns: 60 },
    );
  });

  test('requests, with the codes they need before them', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 6 }), code, cuts, (sent, code, cuts) => {
        const writer = new FrameWriter();
        const pieces: Buffer[] = [];
        for (const one of sent) {
          writeCode(writer, code);
          writeRequest(writer, one);
          pieces.push(writer.take());
        }
        const got = read(Buffer.concat(pieces), cuts, (body, from, to) =>
          body[from] === heard.code ? readCode(body, from, to) : readRequest(body, from, to),
        );
        expect(got).toEqual(sent.flatMap((one) => [code, one]));
      }),
      { numRuns: 60 },
    );
  });

  test('what is asked and answered on the way', () => {
    const writer = new FrameWriter();
    writeAsks(writer, { id: 3, text: '[[1,"a",null]]' });
    writeAnswers(writer, { id: 3, count: 1, cut: true, text: '[]' });
    const got = read(writer.take(), [5, 9], (body, from, to) =>
      body[from] === said.asks ? readAsks(body, from, to) : readAnswers(body, from, to),
    );
    expect(got).toEqual([
      { id: 3, text: '[[1,"a",null]]' },
      { id: 3, count: 1, cut: true, text: '[]' },
    ]);
  });
});

describe('a reader refuses', () => {
  test('an oversized header, before its body is there', () => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(frameBytes + 1);
    expect(() => new FrameReader().push(header, () => {})).toThrow(RangeError);
  });

  test('whatever bytes are no sound message, and nothing else than by a throw', () => {
    const readers = [readReply, readRequest, readCode, readAnswers, readAsks];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(...readers), (bytes, one) => {
        const body = Buffer.from(bytes);
        try {
          one(body, 0, body.length);
        } catch (error) {
          expect(error instanceof RangeError || error instanceof SyntaxError).toBe(true);
        }
      }),
    );
  });
});

describe('a writer', () => {
  test('makes no frame that would be refused, and goes on as if nothing had been', () => {
    const writer = new FrameWriter();
    writeAsks(writer, { id: 1, text: 'a' });
    expect(() => writeAsks(writer, { id: 2, text: 'x'.repeat(frameBytes) })).toThrow(RangeError);
    writeAsks(writer, { id: 3, text: 'b' });
    expect(read(writer.take(), [], readAsks)).toEqual([
      { id: 1, text: 'a' },
      { id: 3, text: 'b' },
    ]);
  });

  test('never writes to what was taken', () => {
    const writer = new FrameWriter();
    writeAsks(writer, { id: 1, text: 'first' });
    const taken = writer.take();
    const before = Buffer.from(taken);
    for (let i = 0; i < 5000; i += 1) writeAsks(writer, { id: 2, text: 'y'.repeat(50) });
    expect(taken.equals(before)).toBe(true);
  });
});
