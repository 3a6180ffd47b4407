import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keepInFile } from '../../../../src/plugins/records/heads/file.ts';
import type { SentHead } from '../../../../src/runtime/contract/index.ts';
import { base64Of } from '../../../../src/runtime/contract/index.ts';
import { proveConsistency } from '../../../../src/runtime/evidence/log/prove.ts';
import { load } from '../../../../src/vak.ts';
import { parseCheckpoint, verifyLog } from '../../../../src/verify/index.ts';
import { entry, folder, opened } from '../audit/log-folder.ts';

const policy = (heads: string): string => `vak 1

tool orders.read {
  args { id: string }
  effect: read
}
agent desk { tools: [orders.read] }
policy desk_rules for desk {
  rule reading { permit orders.read }
}
audit { to: dir("./audit"), heads: [${heads}] }
`;

/** A head as the log in a folder has it now. */
function headIn(log: string): SentHead {
  const note = readFileSync(join(log, 'checkpoint'), 'utf8');
  const since = async (size: number) =>
    (await proveConsistency(log, size, parseCheckpoint(note)?.size)).map(base64Of);
  return { note, since };
}

describe('heads kept elsewhere', () => {
  test('are in a file and at a webhook once the runtime has stopped, and verify the log', async () => {
    const base = folder();
    const posted: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      request.on('end', () => {
        posted.push(body);
        response.end();
      });
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const text = policy(`file("./kept/desk"), webhook("http://127.0.0.1:${port}/heads")`);
    const vak = await load(
      { text, name: join(base, 'desk.vak') },
      { tools: { 'orders.read': (_: { id: string }) => 'x' }, state: join(base, 'state') },
    );
    const session = vak.agent('desk').session({ principal: 'alice' });
    await session.call('orders.read', { id: '1' });
    await vak.stop();
    const audit = join(base, 'audit');
    const head = readFileSync(join(audit, 'checkpoint'), 'utf8');
    expect(readFileSync(join(base, 'kept', 'desk'), 'utf8')).toBe(head);
    expect(posted.at(-1)).toBe(head);
    expect(await verifyLog(audit, { heads: posted })).toMatchObject({ ok: true });
  });

  test('that cannot be sent are named in health, and stop no call', async () => {
    const base = folder();
    const vak = await load(
      { text: policy('webhook("http://127.0.0.1:1/")'), name: join(base, 'desk.vak') },
      { tools: { 'orders.read': (_: { id: string }) => 'x' }, state: join(base, 'state') },
    );
    const session = vak.agent('desk').session({ principal: 'alice' });
    expect(await session.call('orders.read', { id: '1' })).toMatchObject({ ok: true });
    await vak.stop();
    expect(JSON.stringify(await vak.health())).toContain('heads webhook');
  });

  test('are refused at the start where no plugin knows the place', async () => {
    const source = { text: policy('carrier_pigeon("x")'), name: join(folder(), 'desk.vak') };
    await expect(
      load(source, { tools: { 'orders.read': (_: { id: string }) => 'x' } }),
    ).rejects.toMatchObject({
      code: 'VAK5210',
    });
  });
});

describe('a file that keeps heads', () => {
  async function grown(base: string, count: number, first = 0): Promise<string> {
    const { log, wired } = await opened(base);
    for (let n = 0; n < count; n += 1) await log.append(entry(first + n));
    await wired.stop();
    return join(base, 'log');
  }

  test('goes along with a log that grows', async () => {
    const base = folder();
    for (const count of [1, 2, 300]) {
      const log = await grown(base, count);
      await keepInFile(base, headIn(log), ['kept']);
      expect(readFileSync(join(base, 'kept'), 'utf8')).toBe(headIn(log).note);
    }
  });

  test('refuses a fork and a truncation, and keeps both heads', async () => {
    for (const count of [2, 5, 9]) {
      const base = folder();
      const log = await grown(base, 5);
      const first = headIn(log).note;
      await keepInFile(base, headIn(log), ['kept']);
      // The owner writes another history of the same log, under the same key and name.
      for (const name of ['entries.jsonl', 'leaves', 'checkpoint', 'tile']) {
        rmSync(join(log, name), { recursive: true, force: true });
      }
      await grown(base, count, 100);
      const forked = headIn(log);
      await expect(keepInFile(base, forked, ['kept'])).rejects.toThrow('does not continue');
      expect(readFileSync(join(base, 'kept'), 'utf8')).toBe(first);
      expect(readFileSync(join(base, 'kept.fork'), 'utf8')).toBe(forked.note);
      expect((await verifyLog(log, { heads: [first] })).ok).toBe(false);
      expect(existsSync(join(base, 'kept.new'))).toBe(false);
    }
  });
});
