import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cassette } from '../../../../../src/plugins/judgement/judge/model/cassette.ts';
import type {
  CompletionRequest,
  CompletionResponse,
  ModelPort,
} from '../../../../../src/runtime/contract/index.ts';

function tape(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vak-cassette-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'tape.jsonl');
}

const question = (content: string, more: Partial<CompletionRequest> = {}): CompletionRequest => ({
  messages: [{ role: 'user', content }],
  maxTokens: 16,
  temperature: 0,
  signal: new AbortController().signal,
  ...more,
});
const answer = (text: string, more: Partial<CompletionResponse> = {}): CompletionResponse => ({
  text,
  finish: 'stop',
  usage: { input: 1, output: 1 },
  ...more,
});

const line = (text = ''): Record<string, unknown> => JSON.parse(text);

/** What opening a file throws. */
function caught(file: string, strict: boolean): unknown {
  try {
    return cassette({ file, strict });
  } catch (error) {
    return error;
  }
}

/** A model that answers in this order. */
function model(answers: readonly CompletionResponse[], logprobs = false): ModelPort {
  const left = [...answers];
  return {
    abilities: () => ({ logprobs, schema: false }),
    complete: async () => left.shift() ?? answer('none'),
  };
}

describe('a cassette', () => {
  test('can do what the recorded model could', async () => {
    const file = tape();
    const recording = cassette({ file, record: model([answer('yes')], true) });
    expect(recording.abilities()).toEqual({ logprobs: true, schema: false });
    await recording.complete(question('a'));
    expect(cassette({ file }).abilities()).toEqual({ logprobs: true, schema: false });
    expect(() => cassette({ file, record: model([]) })).toThrow('something else');
  });

  test('gives answers to one question in their order, then the last again', async () => {
    const file = tape();
    const recording = cassette({ file, record: model([answer('one'), answer('two')]) });
    await recording.complete(question('a'));
    await recording.complete(question('a'));
    const played = cassette({ file });
    const texts = [];
    for (let n = 0; n < 3; n += 1) texts.push((await played.complete(question('a'))).text);
    expect(texts).toEqual(['one', 'two', 'two']);
  });

  test('takes a question with another limit, schema or order of messages for another one', async () => {
    const file = tape();
    await cassette({ file, record: model([answer('one')]) }).complete(question('a'));
    const played = cassette({ file });
    for (const other of [
      question('b'),
      question('a', { maxTokens: 17 }),
      question('a', { schema: {} }),
      question('a', { topLogprobs: 5 }),
      question('a', { messages: [{ role: 'system', content: 'a' }] }),
    ]) {
      await expect(played.complete(other)).rejects.toThrow('no answer');
    }
    expect((await played.complete(question('a'))).text).toBe('one');
  });

  test('knows a question again whose mark is another', async () => {
    const file = tape();
    const marked = (mark: string) => question(`[${mark}]\n{}\n[${mark}]`);
    await cassette({ file, record: model([answer('one')]) }).complete(marked('a'.repeat(24)));
    expect((await cassette({ file }).complete(marked('b'.repeat(24)))).text).toBe('one');
  });

  test.each([
    ['no JSON', '{"key": "a"'],
    ['no answer', '{"key": "a"}'],
    ['abilities in the middle', '{"key":"a","answer":{"text":"x"}}\n{"abilities":{}}'],
    ['nothing at all', 'null'],
  ])('with %s in its file is refused, and the line named', (_, text) => {
    const file = tape();
    writeFileSync(file, text);
    expect(() => cassette({ file })).toThrow(/tape\.jsonl:\d` is no line/);
  });
});

describe('a strict cassette', () => {
  test('gives every answer once, and tells how many nobody asked for', async () => {
    const file = tape();
    const recording = cassette({ file, record: model([answer('one'), answer('two')]) });
    await recording.complete(question('a'));
    await recording.complete(question('b'));
    const played = cassette({ file, strict: true });
    expect(played.unasked).toBe(2);
    await played.complete(question('a'));
    expect(played.unasked).toBe(1);
    await expect(played.complete(question('a'))).rejects.toThrow('no answer');
    expect(played.unasked).toBe(1);
  });

  test('refuses an answer that was changed or has no digest, and names its line', async () => {
    const file = tape();
    const recording = cassette({ file, record: model([answer('no'), answer('yes')]) });
    await recording.complete(question('a'));
    await recording.complete(question('b'));
    const text = readFileSync(file, 'utf8');
    const altered = { code: 'VAK5231', message: expect.stringContaining('tape.jsonl:2`') };
    const lines = text.split('\n');
    const swapped = JSON.stringify({ ...line(lines[1]), answer: line(lines[2]).answer });
    for (const other of [text.replace('"no"', '"yes"'), text.replace(lines[1] ?? '', swapped)]) {
      writeFileSync(file, other);
      for (const strict of [true, false]) expect(caught(file, strict)).toMatchObject(altered);
    }
    writeFileSync(file, text.replace(/,"digest":"[0-9a-f]+"/, ''));
    expect(caught(file, true)).toMatchObject(altered);
    expect((await cassette({ file }).complete(question('a'))).text).toBe('no');
    writeFileSync(file, text);
    expect((await cassette({ file, strict: true }).complete(question('a'))).text).toBe('no');
  });

  test('records nothing', () => {
    expect(() => cassette({ file: tape(), strict: true, record: model([]) })).toThrow('strict');
  });
});

describe('what is taken out before it is written', () => {
  const secret = 'sk-live-1234';
  const recorded = async (given: CompletionResponse) => {
    const file = tape();
    const recording = cassette({ file, record: model([given], true), redact: [secret, ''] });
    await recording.complete(question('a'));
    return readFileSync(file, 'utf8');
  };
  const place = (...tokens: readonly string[]) => tokens.map((token) => ({ token, logprob: -1 }));

  test('is gone from the text, and its spelling with it', async () => {
    const spelt = ['sk', '-live', '-12', '34'].map((token) => place(token));
    const text = await recorded(answer(`the key is ${secret}`, { logprobs: spelt }));
    expect(text).toContain('the key is [redacted]');
    expect(text).not.toContain('logprobs":[');
    for (const piece of [secret, '-live', '34"']) expect(text).not.toContain(piece);
  });

  test('is gone from the tokens that the model weighed and did not say', async () => {
    const weighed = [place('yes', secret), place(' live-1'), place('no', 'e')];
    const text = await recorded(answer('yes', { logprobs: weighed }));
    expect(text).toContain('"yes"');
    expect(text).toContain('"no"');
    expect(text).not.toContain('live');
  });
});
