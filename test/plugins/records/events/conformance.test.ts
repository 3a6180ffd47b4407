import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import events from '../../../../src/plugins/records/events/index.ts';
import type { StreamEvent } from '../../../../src/runtime/contract/index.ts';
import { describeEventSink } from '../../../../src/runtime/testing/conformance/records/event-sink.ts';
import { givenIn } from '../audit/given.ts';

const base = mkdtempSync(join(tmpdir(), 'vak-events-'));
const provided = () => givenIn(base);
const posted: StreamEvent[] = [];
const eventsIn = (text: string): readonly StreamEvent[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => {
    body += part;
  });
  request.on('end', () => {
    posted.push(...eventsIn(body));
    response.end();
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
afterAll(() => {
  server.close();
  rmSync(base, { recursive: true, force: true });
});

describeEventSink(events, {
  provided,
  place: 'file',
  args: ['./kept.jsonl'],
  arrived: () => {
    const file = join(base, 'kept.jsonl');
    return existsSync(file) ? eventsIn(readFileSync(file, 'utf8')) : [];
  },
});
describeEventSink(events, {
  provided,
  place: 'webhook',
  args: [`http://127.0.0.1:${port}/`],
  arrived: () => posted,
});
