import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { builtMain } from '../../../cli/built.ts';
import { folder, started } from '../../../road/mk.ts';

const policy = `
tool mail.send { effect: egress args { to: string } result: string }
agent desk { tools: [mail.send] }
policy p for desk { rule mail { permit mail.send } }
audit { to: dir("./audit"), sensitive: [args.to] }
`;
const verifier = pathToFileURL(join(dirname(dirname(builtMain())), 'verify', 'index.js')).href;
/** Verifies as somebody who owns nothing here; root may read everything. */
const script = `
  const { verifyLog } = await import(${JSON.stringify(verifier)});
  if (process.getuid() === 0) process.setuid(65534);
  const found = await verifyLog(process.argv[1]).catch(({ code, message }) => ({ code, message }));
  process.stdout.write(JSON.stringify(found));
`;
const asStranger = (log: string) => {
  const args = ['--input-type=module', '-e', script, log];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
};

/** A log that everybody may read but for some files. */
async function log(...closed: readonly string[]): Promise<string> {
  const { vak, state } = await started(policy, { tools: { 'mail.send': () => 'sent' } });
  await vak.agent('desk').session().call('mail.send', { to: 'ada' });
  await vak.stop();
  const there = folder();
  chmodSync(there, 0o755);
  cpSync(join(state, 'audit'), join(there, 'audit'), { recursive: true });
  execFileSync('chmod', ['-R', 'a+rX', there]);
  for (const file of closed) chmodSync(join(there, 'audit', file), 0o000);
  return join(there, 'audit');
}

test('withheld values that may not be read count as not handed over, and none as missing', async () => {
  expect(asStranger(await log())).toMatchObject({ ok: true, withheld: { absent: 0 } });
  for (const closed of ['withheld', 'withheld/0.jsonl']) {
    const found = asStranger(await log(closed));
    expect(found).toMatchObject({ ok: true, problems: [], withheld: { kept: 0 } });
    expect(found.withheld.absent).toBeGreaterThan(0);
  }
});

test('entries that may not be read are no entries that are missing', async () => {
  expect(asStranger(await log('entries.jsonl'))).toMatchObject({
    code: 'VAK6111',
    message: expect.stringContaining('EACCES'),
  });
});
