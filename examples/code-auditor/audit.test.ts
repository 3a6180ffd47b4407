import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Audit, audit } from './audit.ts';

let folder: string;
let done: Audit;
let entries: readonly Record<string, unknown>[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vak-auditor-'));
  const repository = join(folder, 'repository');
  await cp(fileURLToPath(new URL('./sample', import.meta.url)), repository, { recursive: true });
  await writeFile(join(folder, 'outside.js'), 'const password = "outside the repository";\n');
  await symlink(join(folder, 'outside.js'), join(repository, 'src', 'linked.js'));
  done = await audit(repository, join(folder, 'out'));
  const text = await readFile(join(done.log, 'entries.jsonl'), 'utf8');
  entries = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the code auditor', () => {
  test('finds each weakness of the sample at its line, and nothing else', () => {
    const found = done.findings.map(({ file, line, kind }) => `${file}:${line} ${kind}`);
    expect(found).toEqual([
      'src/accounts.js:3 hard-coded secret',
      'src/accounts.js:6 SQL by concatenation',
      'src/accounts.js:13 swallowed error',
      'src/report.js:4 eval',
      'src/report.js:8 SQL by concatenation',
      'src/report.js:10 swallowed error',
    ]);
  });

  test('is refused the files that hold secrets, by the rule', () => {
    expect(done.refused).toEqual(['.env', 'secrets.json', 'keys/server.key']);
    const refusals = entries.filter(
      ({ kind, verdict }) => kind === 'decision' && verdict === 'forbid',
    );
    expect(refusals).toHaveLength(3);
    for (const { opinions, code } of refusals) {
      expect(code).toBe('VAK6001');
      expect(opinions).toContainEqual(expect.objectContaining({ rule: 'audit_only.no_secrets' }));
    }
  });

  test('never has the value of a secret in its report or in the log', async () => {
    const report = await readFile(done.report, 'utf8');
    const log = await readFile(join(done.log, 'entries.jsonl'), 'utf8');
    expect(report).toContain('src/accounts.js:3');
    for (const text of [report, log]) expect(text).not.toContain('not-a-real-one');
    expect(report).not.toContain('live_9f2c1b7a44d0');
  });

  test('gives a receipt that fits the report and the log', async () => {
    const receipt = JSON.parse(await readFile(done.receipt, 'utf8'));
    const report = await readFile(done.report);
    expect(receipt.digest).toBe(`sha256:${createHash('sha256').update(report).digest('hex')}`);
    const line = (await readFile(join(done.log, 'entries.jsonl'), 'utf8')).split('\n')[
      receipt.entry.index
    ];
    const leaf = createHash('sha256')
      .update('\0')
      .update(line ?? '')
      .digest('hex');
    expect(leaf).toBe(receipt.entry.leaf);
    expect(JSON.parse(line ?? '')).toMatchObject({ kind: 'outcome', tool: 'report.write' });
    const [, size] = String(receipt.checkpoint).split('\n');
    expect(Number(size)).toBe(entries.length);
  });
});
