import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a child says before it does anything else. */
export const greet = `
  import { writeSync, readSync } from 'node:fs';
  const frame = (...parts) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
    const head = Buffer.alloc(4);
    head.writeUInt32BE(body.length);
    writeSync(3, Buffer.concat([head, body]));
  };
  const hear = () => readSync(3, Buffer.alloc(65536));
  const reply = (id, json, { end = 0, rss = 0, told = '' } = {}) => {
    const head = Buffer.alloc(44);
    head[0] = 3;
    head[1] = end;
    head.writeUInt32BE(id, 4);
    head.writeDoubleBE(rss, 8);
    head.writeUInt32BE(told.length, 40);
    frame(head, told, json);
  };
  const ask = (id, text) => frame([2, 0, 0, 0, 0, 0, 0, id], text);
  frame([1], JSON.stringify({ ready: true, version: '7.0.1', baseBytes: 1e8 }));
  hear();`;

/** What a child does that an attacker has taken over, once it has said that it is ready and was asked. */
export const childHabits = {
  'is killed': `process.kill(process.pid, 'SIGKILL');`,
  'ends in order': `process.exit(0);`,
  'writes what is no frame': `writeSync(3, Buffer.from([0, 0, 0, 3, 1, 2, 3])); hear();`,
  'claims an oversized frame': `writeSync(3, Buffer.from([255, 255, 255, 255])); hear();`,
  'answers another call': `reply(99, '1'); hear();`,
  'answers with no answer': `frame([3, 0, 0, 0, 0, 0, 0, 1]); hear();`,
  'answers with a head of refused keys': `reply(1, '', { end: 1, told: '{"__proto__":{"text":"x"}}' }); hear();`,
  'asks for what was not offered': `ask(1, '[[1,"fs.read",{}]]'); for (;;) hear();`,
  'asks out of order': `ask(1, '[[7,"echo",1]]'); for (;;) hear();`,
  'asks what is no list': `ask(1, '{"a":1}'); for (;;) hear();`,
  'asks without end': `for (let n = 1; ; n += 1) ask(1, '[[' + n + ',"echo",1]]');`,
  'answers with refused keys': `reply(1, '[{"__proto__":{"polluted":1}}]'); hear(); hear();`,
  'answers with what is not JSON': `reply(1, '{"a":'); hear(); hear();`,
  'answers with too much': `reply(1, JSON.stringify('x'.repeat(1024 * 1024))); hear(); hear();`,
  'answers with depth': `reply(1, '['.repeat(1e5) + ']'.repeat(1e5)); hear(); hear();`,
  'is silent': `for (;;);`,
} as const;

const folder = mkdtempSync(join(tmpdir(), 'vak-children-'));

/** The module of a child with this habit. */
export function childThat(habit: keyof typeof childHabits): URL {
  const file = join(folder, `${habit.replaceAll(' ', '-')}.mjs`);
  writeFileSync(file, greet + childHabits[habit]);
  return pathToFileURL(file);
}
