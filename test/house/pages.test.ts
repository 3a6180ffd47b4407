import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { allEntries } from '../../src/dsl/diagnostics/codes.ts';
import { Source } from '../../src/dsl/text/source.ts';
import { load, newSigningKey } from '../../src/index.ts';
import { analyseSource } from '../../src/reading/analysis.ts';
import { vak } from '../cli/vak.ts';
import { folderInside, pages, runIn, type Snippet, snippetsOf, textOf } from './snippets.ts';
import { filesBelow, root, sourcesBelow } from './sources.ts';

const folders: string[] = [];
const folder = (): string => {
  const made = folderInside('pages');
  folders.push(made);
  return made;
};
afterEach(() => {
  vi.restoreAllMocks();
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
});

const written = (page: string, language: string): readonly Snippet[] =>
  snippetsOf(page).filter((each) => each.language === language);

describe('what pages say is so', () => {
  test('the example of the README does what it says', async () => {
    const [policy] = written('README.md', 'vak');
    const [program] = written('README.md', 'ts');
    const home = folder();
    writeFileSync(join(home, 'desk.vak'), policy?.text ?? '');
    const said: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((line) => said.push(String(line)));
    await runIn(home, program?.text ?? '');
    const promised = [...(program?.text ?? '').matchAll(/console\.log\(.*\/\/ (.*)$/gm)];
    expect(promised.length).toBeGreaterThan(1);
    expect(said).toEqual(promised.map((found) => found[1]));
    expect(existsSync(join(home, '.vak', 'audit', 'entries.jsonl'))).toBe(true);
  });

  test('the page for embedders runs from top to bottom', async () => {
    const home = folder();
    writeFileSync(
      join(home, 'desk.vak'),
      `vak 1
tool notes.add {
  effect: write
  args { text: string }
  result: { length: int }
}
agent desk {
  tools: [notes.add]
}
approvers finance {
  within: 1h
  otherwise: forbid
}
policy notes for desk {
  rule add {
    permit notes.add
  }
  rule signed {
    require approval from finance for notes.add
    when args.text == "hello"
  }
}
limit some for desk {
  on notes.add
  at most 9 calls per 1h
}
`,
    );
    const said: unknown[][] = [];
    vi.spyOn(console, 'log').mockImplementation((...line) => void said.push(line));
    const program = written('docs/embedding.md', 'ts').map(({ text }) => text);
    await runIn(home, [...program, 'await vak.stop();'].join('\n'));
    expect(said).toMatchObject([['waits for', 'finance'], [{ ok: true, value: { length: 5 } }]]);
  });

  test('the page for authors is one policy without a finding', () => {
    const text = written('docs/writing-policies.md', 'vak').map((each) => each.text);
    const { compiled, diagnostics } = analyseSource(new Source('page.vak', text.join('\n')), root);
    const grave = diagnostics.filter(({ severity }) => severity !== 'info');
    expect(grave.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    expect(compiled?.tests).toHaveLength(1);
  });

  test('the sixteen kinds of constraints stand in their page, and hold what it says', async () => {
    const home = folder();
    const [policy] = written('docs/constraints.md', 'vak');
    const [constraints] = written('docs/constraints.md', 'yaml');
    const kinds = constraints?.text.matchAll(/type: ([A-Z_]+)/g) ?? [];
    expect(new Set([...kinds].map(([, kind]) => kind)).size).toBe(16);
    writeFileSync(join(home, 'desk.vak'), `vak 1\n${policy?.text}`);
    writeFileSync(join(home, 'constraints.yaml'), constraints?.text ?? '');
    const vak = await load(join(home, 'desk.vak'), {
      tools: { 'refunds.issue': (_: object) => 'done', 'files.write': (_: object) => 'done' },
    });
    const session = vak.agent('desk').session({ context: { tier: 'gold' } });
    const args = {
      amount: '40.00 EUR',
      order_id: 'ord_1',
      note: 'because',
      parts: 1,
      channel: 'mail',
    };
    expect(await session.call('refunds.issue', args)).toMatchObject({ ok: true });
    const large = { ...args, amount: '400.00 EUR', order_id: 'x', note: '', parts: 4 };
    const { decision } = await session.call('refunds.issue', large);
    expect(
      decision.opinions.flatMap(({ by, rule }) => (by === 'constraint' ? [rule] : [])),
    ).toEqual([
      'large_ones_at_the_desk',
      'few_parts',
      'says_why',
      'an_order',
      'in_between',
      'either',
      'not_split',
    ]);
    await vak.stop();
  });

  test('the rules of their page say of a call what the page prints', () => {
    const home = folder();
    const [policy] = written('docs/rules-files.md', 'vak');
    const [rules] = written('docs/rules-files.md', 'prolog');
    const [printed] = written('docs/rules-files.md', 'text');
    writeFileSync(join(home, 'desk.vak'), `vak 1\n${policy?.text}`);
    writeFileSync(join(home, 'desk.dl'), rules?.text ?? '');
    const why = (args: object) => {
      const call = ['--agent', 'desk', '--tool', 'refunds.issue', '--args', JSON.stringify(args)];
      return vak(home, ['symbols', 'why', 'desk.vak', ...call]).stdout;
    };
    expect(why({ amount: '60.00 EUR' })).toBe(printed?.text);
    const parts = ['30.00 EUR', '30.00 EUR', '30.00 EUR'];
    expect(why({ amount: '9.00 EUR', parts })).toContain('90.00 EUR > 80.00 EUR');
  });

  test('the plugin of the contract page objects when the office is closed', async () => {
    const [plugin] = written('docs/plugin-contract.md', 'ts');
    const home = folder();
    writeFileSync(join(home, 'office-hours.ts'), plugin?.text ?? '');
    writeFileSync(
      join(home, 'desk.vak'),
      `vak 1
use "./office-hours.ts" for opinions
tool bin.empty {
  effect: irreversible
  args { }
}
agent desk {
  tools: [bin.empty]
}
policy p for desk {
  rule empty { permit bin.empty }
}
limit l for desk {
  on bin.empty
  at most 9 calls per 1h
}
`,
    );
    await runIn(
      home,
      `import { fakeClock } from 'vak/conformance';
import { load } from 'vak';
import { expect } from 'vitest';
for (const [hour, verdict] of [[12, 'permit'], [19, 'forbid']]) {
  const clock = fakeClock(Date.UTC(2026, 0, 5, hour));
  await using vak = await load('desk.vak', { tools: { 'bin.empty': () => null }, clock });
  const decision = await vak.decide({ agent: 'desk', tool: 'bin.empty', args: {} });
  expect(decision.verdict).toBe(verdict);
}
`,
    );
  });

  test('the receiver of the page about the log takes what was signed lately, and nothing else', async () => {
    const receiver = written('docs/log.md', 'ts').find(({ text }) => text.includes('isFrom'));
    const home = folder();
    const signer = newSigningKey('vak-events').as('vak-events');
    writeFileSync(join(home, 'events.pub'), `${signer.text}\n`);
    const signed = (seconds: number) => {
      const at = String(Math.floor(Date.now() / 1_000) - seconds);
      const signature = signer.sign(Buffer.from(`evt_1.${at}.{}`)).toString('base64');
      const said = `v1a,${signature}`;
      return { 'webhook-id': 'evt_1', 'webhook-timestamp': at, 'webhook-signature': said };
    };
    const [fresh, stale] = [signed(0), signed(3_600)].map((each) => JSON.stringify(each));
    await runIn(
      home,
      `import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
${receiver?.text}
const [fresh, stale] = [${fresh}, ${stale}];
const renamed = { ...fresh, 'webhook-id': 'evt_2' };
const asked = [[fresh, '{}'], [fresh, '{ }'], [renamed, '{}'], [stale, '{}'], [{}, '{}']];
expect(asked.map(([headers, body]) => isFrom(headers, body))).toEqual([true, false, false, false, false]);
`,
    );
  });

  test.each(pages)('links of %s lead somewhere', (page) => {
    const links = [...textOf(page).matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map((found) => found[1]);
    const broken = links.filter((link) => !existsSync(resolve(root, dirname(page), link ?? '')));
    expect(broken).toEqual([]);
  });

  test('TypeScript on every page is TypeScript', () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const all = pages.flatMap((page) => written(page, 'ts'));
    expect(all.length).toBeGreaterThan(4);
    for (const { page, line, text } of all) {
      expect(() => stripTypeScriptTypes(text), `${page}:${line}`).not.toThrow();
    }
  });
});

describe('codes', () => {
  test('each has one page: what draws it, why, and what to write instead', () => {
    const codes = allEntries.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, title, page } of allEntries) {
      expect(code).toMatch(/^VAK[0-7]\d{3}$/);
      const words = [title, page.bad, page.why, page.good];
      for (const text of words) expect(text.trim(), code).not.toBe('');
      expect(page.why, code).toMatch(/[.!?`)]$/);
      expect(page.good, code).not.toBe(page.bad);
    }
  });

  test('every code that the sources or the pages name has a page', () => {
    const known = new Set(allEntries.map(({ code }) => code));
    const prose = pages.map((page) => ({ path: page, text: textOf(page) }));
    const unknown = [...sourcesBelow('src'), ...prose].flatMap(({ path, text }) =>
      [...text.matchAll(/VAK\d{4}/g)]
        .map(([code]) => code)
        .filter((code) => !known.has(code))
        .map((code) => `${path} names ${code}`),
    );
    expect(unknown).toEqual([]);
  });
});

test('no page or source names a path of somebody’s machine', () => {
  const machine = /\/(?:home|Users)\/\w+\/|\/root\//;
  const all = ['src', 'docs', 'examples', 'grammar', '.github', '.ci'].flatMap(filesBelow);
  const found = all.filter((path) => machine.test(readFileSync(join(root, path), 'utf8')));
  expect(found).toEqual([]);
});
