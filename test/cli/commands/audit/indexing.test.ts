import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { indexing } from '../../../../src/cli/commands/audit/indexing.ts';
import { dispatch } from '../../../../src/cli/dispatch.ts';
import { filesOf } from '../../../../src/runtime/evidence/log/query/log-index.ts';
import { folder, vak } from '../../vak.ts';
import { context, workshop } from '../../workshop.ts';

test('nothing is said of an index that is made within a second, and then once a second', () => {
  const said: string[] = [];
  let ms = 0;
  const shell = { err: (text: string) => said.push(text), terminal: true };
  const told = indexing(shell, { json: false }, () => ms);
  for (ms = 0; ms < 3_000; ms += 250) told(ms, 4_000);
  expect(said).toEqual(["making the log's index: 25 %\n", "making the log's index: 50 %\n"]);
});

const script = {
  agent: 'helper',
  session: 'a',
  context,
  results: { 'parts.find': 'here' },
  calls: [{ tool: 'parts.find', args: { id: 'p_1' } }],
};

let log = '';
beforeAll(() => {
  const home = folder({ ...workshop, 's.json': JSON.stringify(script) });
  const ended = vak(home, ['run', 'workshop.vak', '--script', 's.json']);
  if (ended.status !== 0) throw new Error(ended.stderr);
  log = join(home, 'audit');
});

afterEach(() => void vi.restoreAllMocks());

/** Runs a command over a log without an index, where every look at the clock takes two seconds. */
async function notesOf(
  argv: readonly string[],
  { terminal, out }: { terminal: boolean; out?: (text: string) => unknown },
): Promise<string> {
  for (const file of filesOf(join(log, 'index.db'))) rmSync(file, { force: true });
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 2_000;
    return now;
  });
  let [notes, closed] = ['', false];
  await dispatch(argv, {
    out: (text) => {
      // Whoever follows has read enough.
      closed = true;
      out?.(text);
    },
    err: (text) => {
      notes += text;
    },
    get closed() {
      return closed;
    },
    colour: false,
    terminal,
  });
  return notes;
}

/** The first reader of what is served, who then stops the command. */
async function readAndStop(text: string): Promise<void> {
  const { url } = JSON.parse(text.startsWith('{') ? text : JSON.stringify({ url: text.trim() }));
  const answer = await fetch(url, { headers: { 'last-event-id': '0' } });
  const reader = answer.body?.getReader();
  for (let read = ''; !read.includes('data:'); ) {
    read += new TextDecoder().decode((await reader?.read())?.value);
  }
  process.emit('SIGTERM');
}

describe.each([
  { name: 'report', argv: () => ['audit', 'report', log, '--agent', 'helper'] },
  { name: 'prove --entry', argv: () => ['audit', 'prove', log, '1', '--entry'] },
  { name: 'show', argv: () => ['audit', 'show', log, '--session', 'a'] },
  { name: 'show --follow', argv: () => ['audit', 'show', log, '--follow', '--from', '1'] },
  { name: 'serve', argv: () => ['audit', 'serve', log, '--port', '0'], out: readAndStop },
])('how far `audit $name` is with the index', ({ argv, out }) => {
  const then = out === undefined ? {} : { out };

  test('is told at a terminal', async () => {
    const notes = await notesOf(argv(), { terminal: true, ...then });
    expect(notes).toMatch(/^(making the log's index: \d+ %\n)+$/);
  });

  test('is not told where no terminal reads it', async () => {
    expect(await notesOf(argv(), { terminal: false, ...then })).toBe('');
  });

  test('is not told beside JSON', async () => {
    expect(await notesOf([...argv(), '--json'], { terminal: true, ...then })).toBe('');
  });
});
