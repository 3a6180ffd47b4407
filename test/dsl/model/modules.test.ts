import { describe, expect, test } from 'vitest';
import { analysed, codes, findings } from './desk.ts';

const plan = (text: string, more: Readonly<Record<string, string>> = {}) => {
  const { compiled, diagnostics } = analysed(text, more);
  expect(diagnostics.filter((each) => each.severity === 'error')).toEqual([]);
  if (compiled === undefined) throw new Error('no plan');
  return compiled.plan;
};

const library = `vak 1
tool read { effect: read args { path: path } result: { text: string } }
tool write { effect: write args { path: path } }
agent keeper { tools: [read] }
approvers board { within: 2h }
secret key { from: env("KEY"), for: [write] }
policy rules for any agent {
  rule open { permit read }
  rule ask { require approval from board for write }
  rule never { forbid any tool when args has path and args.path in "/etc" }
}
limit writes for any agent { on write at most 3 calls per 1h }
constraint inside { for every write holds args.path in "/data" }
audit { to: dir("./library-log") }
trace { sample: 50% }
use "./sink.ts" for trace
`;
const importing = (taking: string): string => `vak 1
import "./lib.vak" as lib${taking}
tool fetch { effect: read args { id: string } }
agent clerk { tools: [lib.read, lib.write, fetch] }
policy own for clerk { rule fetching { permit fetch, lib.read, lib.write } }
`;
const withLibrary = (taking = '') => plan(importing(taking), { './lib.vak': library });

describe('what an import brings', () => {
  test('tools, objections, limits and constraints come freely, under its alias', () => {
    const made = withLibrary();
    expect(made.tools.filter((tool) => !tool.event).map((tool) => tool.name)).toEqual([
      'fetch',
      'lib.read',
      'lib.write',
    ]);
    expect(made.rules.map((rule) => rule.name)).toEqual([
      'lib.rules.ask',
      'lib.rules.never',
      'own.fetching',
    ]);
    expect(made.limits.map((limit) => limit.name)).toEqual(['lib.writes']);
    expect(made.constraints.map((constraint) => constraint.name)).toEqual(['lib.inside']);
  });

  test('its rules for any agent are for the importer’s agents', () => {
    const never = withLibrary().rules.find((rule) => rule.name === 'lib.rules.never');
    expect(never?.agents).toBeNull();
    expect(never?.tools).toEqual(['fetch', 'lib.read', 'lib.write']);
  });

  test('approvers that its own objections ask come with them, and only they', () => {
    expect(withLibrary().approvers.map((each) => each.name)).toEqual(['lib.board']);
  });

  test('nothing that grants comes without being taken', () => {
    const made = withLibrary();
    expect(
      made.rules.some((rule) => rule.verdict === 'permit' && rule.name.startsWith('lib.')),
    ).toBe(false);
    expect(made.agents.map((agent) => agent.name)).toEqual(['clerk']);
    expect(made.secrets).toEqual([]);
    expect(made.uses).toEqual([]);
    expect(made.audit).toBeNull();
    expect(made.trace).toBeNull();
  });

  test('and all of it comes when it is', () => {
    const made = withLibrary(' taking permits, agents, approvers, secrets, plugins, audit, trace');
    expect(made.rules.map((rule) => rule.name)).toContain('lib.rules.open');
    expect(made.agents.map((agent) => agent.name)).toEqual(['clerk', 'lib.keeper']);
    expect(made.secrets).toMatchObject([{ name: 'lib.key', for: ['lib.write'] }]);
    expect(made.uses).toMatchObject([{ package: './sink.ts', declaredIn: 'lib.vak' }]);
    expect(made.audit?.to).toEqual({ name: 'dir', json: ['./library-log'] });
    expect(made.trace?.sampleNano).toBe('500000000');
  });

  test('a file’s own audit counts before one that it took', () => {
    const text = `${importing(' taking audit')}audit { to: dir("./mine") }\n`;
    expect(plan(text, { './lib.vak': library }).audit?.to?.json).toEqual(['./mine']);
  });

  test.each([
    ['approvers', 'policy p for clerk { rule a { require approval from lib.board for fetch } }'],
    ['agents', 'policy p for lib.keeper { rule a { permit lib.read } }'],
    ['secrets', 'use "./x.ts" for trace { key: secret(lib.key) }'],
  ])('naming its %s without taking them is an error', (taking, block) => {
    const text = importing('') + block;
    const { diagnostics } = analysed(text, { './lib.vak': library });
    expect(diagnostics.map((each) => each.code)).toEqual(['VAK2303']);
    const taken = analysed(importing(` taking ${taking}`) + block, { './lib.vak': library });
    expect(taken.diagnostics.filter((each) => each.severity === 'error')).toEqual([]);
  });
});

describe('files that import files that import', () => {
  const middle = 'vak 1\nimport "./lib.vak" as lib taking permits, secrets\n';
  const outer = (taking: string): string => `vak 1
import "./middle.vak" as mid${taking}
tool fetch { effect: read }
agent clerk { tools: [fetch] }
policy own for clerk { rule fetching { permit fetch } }
`;
  const files = { './lib.vak': library, './middle.vak': middle };

  test('a grant must be taken at every step', () => {
    const permits = (taking: string): readonly string[] =>
      plan(outer(taking), files)
        .rules.filter((rule) => rule.verdict === 'permit')
        .map((rule) => rule.name);
    expect(permits('')).toEqual(['own.fetching']);
    expect(permits(' taking permits')).toEqual(['mid.lib.rules.open', 'own.fetching']);
  });

  test('one file reached by two ways is one file, under the shorter name', () => {
    const text = `vak 1
import "./middle.vak" as mid
import "./lib.vak" as lib
agent clerk { tools: [lib.read] }
policy own for clerk { rule reading { permit lib.read } }
`;
    const tools = plan(text, files).tools.filter((tool) => !tool.event);
    expect(tools.map((tool) => tool.name)).toEqual(['lib.read', 'lib.write']);
  });
});

describe('imports that fail', () => {
  test('a missing file is named, and what it would have held draws no second report', () => {
    const text = importing('').replace('./lib.vak', './gone.vak');
    const { diagnostics } = analysed(text);
    expect(diagnostics.map((each) => [each.code, each.message])).toEqual([
      ['VAK2301', 'the file `./gone.vak` cannot be read'],
    ]);
  });

  test('a circle is named with its files', () => {
    expect(findings('import "./circle.vak" as circle', {})).toContain(
      'VAK2302 circle.vak:2:8 imports go in a circle: page.vak → circle.vak → page.vak',
    );
  });

  test('errors in an import are reported in its own file, and its names are not missed', () => {
    const broken = library.replace('tool read {', 'tool read {{');
    const { diagnostics, compiled } = analysed(importing(''), { './lib.vak': broken });
    expect(compiled).toBeUndefined();
    expect(new Set(diagnostics.map((each) => each.source.name))).toEqual(new Set(['lib.vak']));
  });

  test('one alias for two files is one too many', () => {
    expect(codes('import "./base.vak" as base\nimport "./limits.vak" as base')).toContain(
      'VAK2201',
    );
  });
});

describe('the context of several files', () => {
  const asking = (fields: string): string => `vak 1\ncontext { ${fields} }\n`;
  const both = (mine: string, theirs: string) =>
    analysed(`vak 1\nimport "./lib.vak" as lib\ncontext { ${mine} }\n`, {
      './lib.vak': asking(theirs),
    });

  test('is what each of them asks for', () => {
    const { compiled } = both(
      'user: { name: string }, region: string',
      'user: { age: int? }, zone: int',
    );
    const shape = compiled?.plan.context.map((field) => [
      field.name,
      field.type.type === 'record' ? field.type.fields.map((each) => each.name) : field.type.type,
    ]);
    expect(shape).toEqual([
      ['user', ['name', 'age']],
      ['region', 'string'],
      ['zone', 'int'],
    ]);
  });

  test('and they may not contradict each other', () => {
    expect(both('zone: string', 'zone: int').diagnostics.map((each) => each.code)).toEqual([
      'VAK2305',
    ]);
  });
});

test('a file for others, without agents of its own, draws no report about that', () => {
  const alone = `vak 1
tool read { effect: read args { path: path } }
approvers board { within: 2h }
policy rules for any agent {
  rule ask { require approval from board for read }
  rule open { permit read }
  rule never { forbid read when args.path in "/etc" }
}
`;
  expect(analysed(alone).diagnostics).toEqual([]);
});
