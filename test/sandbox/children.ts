import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a child says before it does anything else. */
export const greet = `
  import { writeSync, readSync } from 'node:fs';
  const frame = (text) => { const b = Buffer.from('0000' + text); b.writeUInt32BE(b.length - 4); return b };
  const say = (value, text = '') => writeSync(3, frame(JSON.stringify(value) + '\\n' + text));
  const hear = () => readSync(3, Buffer.alloc(65536));
  const reply = (id, json) => say({ id, answer: { end: 'value', json: '' }, logs: [], peakBytes: 0, heapBytes: 0, spent: false, cpuMs: 0 }, json);
  say({ ready: true, version: '7.0.1', baseBytes: 1e8 });
  hear();`;

/** What a child does that an attacker has taken over, once it has said that it is ready and was asked. */
export const childHabits = {
  'is killed': `process.kill(process.pid, 'SIGKILL');`,
  'ends in order': `process.exit(0);`,
  'writes what is no frame': `writeSync(3, Buffer.from([0, 0, 0, 3, 1, 2, 3])); hear();`,
  'claims an oversized frame': `writeSync(3, Buffer.from([255, 255, 255, 255])); hear();`,
  'answers another call': `reply(99, '1'); hear();`,
  'answers with no answer': `say({ id: 1 }); hear();`,
  'answers with a head of refused keys': `writeSync(3, frame('{"__proto__":{"id":1,"answer":{"end":"value"},"logs":[]}}\\n1')); hear();`,
  'asks for what was not offered': `say({ id: 1, asks: true }, '[[1,"fs.read",{}]]'); for (;;) hear();`,
  'asks out of order': `say({ id: 1, asks: true }, '[[7,"echo",1]]'); for (;;) hear();`,
  'asks what is no list': `say({ id: 1, asks: true }, '{"a":1}'); for (;;) hear();`,
  'asks without end': `for (let n = 1; ; n += 1) say({ id: 1, asks: true }, '[[' + n + ',"echo",1]]');`,
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
