import { describe, expect, test } from 'vitest';
import { readScripts } from '../../../src/cli/script/read-script.ts';
import { Source } from '../../../src/dsl/text/source.ts';
import { analyseSource } from '../../../src/reading/analysis.ts';
import { folder } from '../vak.ts';
import { workshop } from '../workshop.ts';

const home = folder(workshop);
const { compiled } = analyseSource(
  new Source('workshop.vak', workshop['workshop.vak'] ?? ''),
  home,
);

const read = (text: string, name = 'script.json') => {
  if (compiled === undefined) throw new Error('the workshop has errors');
  return readScripts(new Source(name, text), compiled.plan);
};
/** Each diagnostic as `code line:column message`. */
const told = (text: string, name?: string) => {
  const reading = read(text, name);
  if (reading.ok) return [];
  return reading.diagnostics.map(({ code, source, span, message, help }) => {
    const { line, column } = source.position(span.start);
    return `${code} ${line}:${column} ${message}${help === undefined ? '' : `; ${help}`}`;
  });
};

describe('a script of `vak run`', () => {
  test('names an agent and calls; all else is optional', () => {
    const reading = read('{"agent": "helper", "calls": [{"tool": "saw.cut"}]}');
    expect(reading).toEqual({
      ok: true,
      scripts: [
        {
          agent: 'helper',
          at: expect.stringMatching(/^workshop\.vak:\d+:\d+$/),
          session: {},
          context: undefined,
          approvals: 'nobody',
          results: [],
          calls: [
            {
              tool: 'saw.cut',
              args: {},
              user: undefined,
              context: undefined,
              result: undefined,
              approval: undefined,
              afterMs: 0,
            },
          ],
        },
      ],
    });
  });

  test('reads every key', () => {
    const reading = read(
      JSON.stringify({
        agent: 'helper',
        session: { id: 's1', tenant: 'north', principal: 'ada' },
        context: { worker: { name: 'Ada', apprentice: false } },
        approvals: [{ tool: 'parts.order', answer: 'grant' }],
        results: { 'parts.find': { sequence: [1, 2] }, 'bench.clear': { done: true } },
        calls: [
          { tool: 'parts.order', args: { id: 'p_1' }, user: 'order it', context: {}, result: null },
          { tool: 'parts.order', approval: 0, after: '90m' },
        ],
      }),
    );
    expect(reading).toMatchObject({
      ok: true,
      scripts: [
        {
          session: { id: 's1', tenant: 'north', principal: 'ada' },
          approvals: [{ tool: 'parts.order', answer: 'grant' }],
          results: [
            { tool: 'parts.find', answers: { sequence: [1, 2] } },
            { tool: 'bench.clear', answers: { always: { done: true } } },
          ],
          calls: [
            { user: 'order it', result: null },
            { approval: 0, afterMs: 5_400_000 },
          ],
        },
      ],
    });
  });

  test('one line a session where the name ends in .jsonl; empty lines are nothing', () => {
    const line = '{"agent": "helper", "session": "a", "calls": []}';
    const reading = read(`${line}\n\n${line.replace('"a"', '"b"')}\n`, 's.jsonl');
    expect(reading.ok && reading.scripts.map(({ session }) => session.id)).toEqual(['a', 'b']);
    expect(told(`${line}\n{"agent": "helper"}\n`, 's.jsonl')).toEqual([
      'VAK0104 2:1 `calls` is missing in a script',
    ]);
  });

  test.each([
    ['{', 'VAK0101 1:2 this is not JSON: expected a key in double quotes'],
    ['[]', 'VAK0103 1:1 `a script` must be a record'],
    ['{"agent": "helper", "calls": {}}', 'VAK0103 1:30 `calls` must be a list'],
    ['{"agent": 1, "calls": []}', 'VAK0103 1:11 `agent` must be a string'],
    [
      '{"agent": "helper", "session": "", "calls": []}',
      'VAK0103 1:32 `session` must be a name, or a record of `id`, `tenant` and `principal`',
    ],
    [
      '{"agent": "helper", "calls": [], "approvals": [{"tool": "parts.fnd", "answer": "deny"}]}',
      'VAK0106 1:57 there is no tool `parts.fnd` in this file; did you mean `parts.find`?',
    ],
    [
      '{"agent": "helpr", "calls": []}',
      'VAK0106 1:11 there is no agent `helpr` in this file; did you mean `helper`?',
    ],
    [
      '{"agent": "helper", "calls": [{"tool": "saw.cut", "arg": {}}]}',
      'VAK0102 1:51 `arg` is no key of a call; did you mean `args`?',
    ],
    [
      '{"agent": "helper", "call": [], "calls": []}',
      'VAK0102 1:21 `call` is no key of a script; did you mean `calls`?',
    ],
    ['{"agent": "helper", "calls": [{}]}', 'VAK0104 1:31 `tool` is missing in a call'],
    [
      '{"agent": "helper", "approvals": "yes", "calls": []}',
      'VAK0103 1:34 `approvals` must be `"grant"`, `"deny"`, or a list of `{ "tool", "answer" }`',
    ],
    [
      '{"agent": "helper", "approvals": [{"tool": "t", "answer": "ok"}], "calls": []}',
      'VAK0103 1:59 `answer` must be `"grant"` or `"deny"`',
    ],
    [
      '{"agent": "helper", "results": {"saw.cut": {}}, "calls": []}',
      'VAK0105 1:33 `saw.cut` has code of its own, so no result of it can be recorded',
    ],
    [
      '{"agent": "helper", "calls": [{"tool": "saw.cut", "result": 1}]}',
      'VAK0105 1:51 `saw.cut` has code of its own, so no result of it can be recorded',
    ],
    [
      '{"agent": "helper", "results": {"parts.fnd": {}}, "calls": []}',
      'VAK0106 1:33 there is no tool `parts.fnd` in this file; did you mean `parts.find`?',
    ],
    [
      '{"agent": "helper", "calls": [{"tool": "t", "approval": 0}]}',
      'VAK0103 1:57 `approval` must be the index of an earlier call, counted from 0',
    ],
    [
      '{"agent": "helper", "calls": [{"tool": "t", "after": "soon"}]}',
      'VAK0103 1:54 `after` must be a duration such as `"2h"`',
    ],
    [
      '{"agent": "helper", "session": {"name": "x"}, "calls": []}',
      'VAK0102 1:33 `name` is no key of `session`; its keys are `id`, `tenant`, `principal`',
    ],
  ])('%s is refused with its place', (text, message) => {
    expect(told(text)).toEqual([message]);
  });

  test('all mistakes are told in one run', () => {
    const text = '{"agent": "x", "colour": 1, "calls": [{"tool": 1}, {"after": 2, "tool": "t"}]}';
    expect(told(text).map((each) => each.slice(0, 7))).toEqual([
      'VAK0102',
      'VAK0106',
      'VAK0103',
      'VAK0103',
    ]);
  });

  test('a call of an unknown tool is no mistake: a model may try it', () => {
    expect(told('{"agent": "helper", "calls": [{"tool": "made.up"}]}')).toEqual([]);
  });
});
