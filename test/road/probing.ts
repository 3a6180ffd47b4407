import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { load } from '../../src/index.ts';
import type { LoadOptions } from '../../src/opening/load-options.ts';
import { readLog } from '../../src/runtime/evidence/log/read.ts';
import { folder } from './mk.ts';

export type Entries = readonly { readonly [key: string]: unknown }[];

/** A policy on disk whose tool `probe` runs `code` with what `sandbox` grants, loaded for real. */
export async function probing(
  code: string,
  sandbox: string,
  more: { readonly vak?: string; readonly options?: LoadOptions; readonly home?: string } = {},
) {
  const home = more.home ?? folder();
  for (const name of ['data', 'out']) mkdirSync(join(home, name), { recursive: true });
  writeFileSync(join(home, 'data', 'note.txt'), 'a note');
  writeFileSync(
    join(home, 'probe.ts'),
    `export default async (args: any, host: any) => { ${code} };\n`,
  );
  writeFileSync(
    join(home, 'policy.vak'),
    `vak 1
tool probe {
  effect: irreversible
  args { n: int? }
  run: "./probe.ts"
  sandbox: { time: 5s${sandbox} }
}
tool orders.read { effect: read args { id: string } result: { id: string, paid: bool } }
tool orders.close { effect: irreversible args { id: string } serial by args.id }
approvers boss { within: 1h, otherwise: forbid }
agent desk { tools: [probe, orders.read, orders.close] }
policy p for desk {
  rule probing { permit probe }
  rule reading { permit orders.read when args.id != "hidden" }
  rule closing { permit orders.close }
  rule asking { require approval from boss for orders.close }
}
limit l for desk { on probe at most 100 calls per 1h }
${more.vak ?? ''}`,
  );
  const vak = await load(join(home, 'policy.vak'), {
    tools: {
      'orders.read': ({ id }: { id: string }) => ({ id, paid: true }),
      'orders.close': () => null,
    },
    ...more.options,
  });
  onTestFinished(() => vak.stop());
  const session = vak.agent('desk').session();
  const entries = async (): Promise<Entries> => {
    const all: { readonly [key: string]: unknown }[] = [];
    for await (const { entry } of readLog(join(home, '.vak/audit'))) all.push(entry);
    return all;
  };
  return { vak, session, entries, home };
}

/** A server on this machine for the length of a test; gives its origin. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
/** What the run of `probe` asked of its host, as its outcome says. */
export const askedOf = (entries: Entries): unknown =>
  (
    entries.find(({ kind, tool }) => kind === 'outcome' && tool === 'probe')?.usage as {
      asked?: unknown;
    }
  )?.asked;
