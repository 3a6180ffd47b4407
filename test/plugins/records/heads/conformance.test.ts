import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { eventsServer } from '../../../../src/cli/serving/events-server.ts';
import { AddCheckpoint } from '../../../../src/cli/serving/witness/add-checkpoint.ts';
import { WitnessFolder } from '../../../../src/cli/serving/witness/witness-folder.ts';
import heads from '../../../../src/plugins/records/heads/index.ts';
import type { Json } from '../../../../src/runtime/contract/index.ts';
import { describeHeadSink } from '../../../../src/runtime/testing/conformance/records/head-sink.ts';
import { givenIn } from '../audit/given.ts';

const base = mkdtempSync(join(tmpdir(), 'vak-heads-'));
const provided = () => givenIn(base);
let files = 0;
const newFile = (): string => {
  files += 1;
  return `./kept/${files}`;
};
const kept = (args: readonly Json[]): string | undefined => {
  const path = join(base, String(args.at(-1)));
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};

const folder = await WitnessFolder.in(join(base, 'witness'));
const witness = { folder, heads: new AddCheckpoint(folder, Date.now) };
const server = eventsServer({ log: undefined, witness, token: undefined, loopback: true });
let posted = '';
const receiver = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => {
    body += part;
  });
  request.on('end', () => {
    posted = body;
    response.end();
  });
});
const listening = async (one: Server): Promise<number> => {
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  return (one.address() as AddressInfo).port;
};
const [port, other] = [await listening(server), await listening(receiver)];
afterAll(() => {
  server.close();
  server.closeAllConnections();
  receiver.close();
  rmSync(base, { recursive: true, force: true });
});

describeHeadSink(heads, { provided, place: 'file', argsFor: () => [newFile()], kept });
describeHeadSink(heads, {
  provided,
  place: 'witness',
  argsFor: (key) => {
    const file = newFile();
    writeFileSync(join(base, 'witness', 'logs', `${file.replaceAll('/', '')}.pub`), key);
    return [`http://127.0.0.1:${port}`, folder.witness.text, file];
  },
  kept,
});
describeHeadSink(heads, {
  provided,
  place: 'webhook',
  argsFor: () => [`http://127.0.0.1:${other}/heads`],
  kept: () => posted,
  skip: {
    'does not take a head of another history in the place of the one it has':
      'it only posts; judging is up to the receiver',
    'does not take an older head in the place of a newer one':
      'it only posts; judging is up to the receiver',
  },
});
