import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import * as api from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { started } from '../../../road/mk.ts';

const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const place = new URL('../mcp/', import.meta.url);
const installed = existsSync(new URL('node_modules', place));
const sdk = createRequire(fileURLToPath(new URL('package.json', place)));

const exporter = new InMemorySpanExporter();
beforeEach(() => {
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  api.trace.setGlobalTracerProvider(provider);
});
afterEach(() => {
  exporter.reset();
  api.trace.disable();
});

/** A request for a tool, as the SDK reads it. */
interface ToolRequest {
  readonly params: {
    readonly name: string;
    readonly arguments?: object;
    readonly _meta?: { readonly traceparent?: unknown };
  };
}

/** A server of the protocol whose one tool vak governs, and a client that is connected to it. */
async function connected() {
  const { Server } = sdk('@modelcontextprotocol/sdk/server/index.js');
  const { Client } = sdk('@modelcontextprotocol/sdk/client/index.js');
  const { InMemoryTransport } = sdk('@modelcontextprotocol/sdk/inMemory.js');
  const { CallToolRequestSchema } = sdk('@modelcontextprotocol/sdk/types.js');
  const owner = await started(
    `tool orders.read { effect: read, args { id: string }, result: string }
     agent desk { tools: [orders.read] }
     policy p for desk { rule read { permit orders.read when args.id != "secret" } }`,
    { tools: { 'orders.read': ({ id }: { id: string }) => `order ${id}` } },
  );
  const session = owner.vak.agent('desk').session({ principal: 'somebody' });
  const server = new Server({ name: 'shop', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }: ToolRequest) => {
    const { traceparent } = params._meta ?? {};
    const result = await session.call(params.name as never, (params.arguments ?? {}) as never, {
      ...(typeof traceparent === 'string' ? { traceparent } : {}),
    });
    const text = result.ok ? String(result.value) : String(result.refusal?.because);
    return { content: [{ type: 'text', text }], isError: !result.ok };
  });
  const client = new Client({ name: 'desk', version: '1.0.0' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  onTestFinished(() => client.close());
  return { client, owner };
}

type Host = { readonly traceparent?: string };

/** An agent that reaches the server by a tool of its own. */
async function reaching(meta: (host: Host) => object) {
  const { client, owner } = await connected();
  const remote = async ({ id }: { id: string }, host: Host): Promise<string> => {
    const _meta = meta(host);
    const asked = { name: 'orders.read', arguments: { id }, _meta };
    const { content, isError } = await client.callTool(asked);
    if (isError) throw new Error(content[0].text);
    return content[0].text;
  };
  const own = await started(
    `tool shop.order { effect: egress, args { id: string }, result: string }
     agent desk { tools: [shop.order] }
     policy p for desk { rule ask { permit shop.order } }`,
    { tools: { 'shop.order': remote } as never },
  );
  const session = own.vak.agent('desk').session({ principal: 'ada' });
  const call = (id: string) =>
    session.call('shop.order' as never, { id } as never, { traceparent: given });
  return { call, own, owner };
}

const idsOf = (name: string) => {
  const span = exporter.getFinishedSpans().find((one) => one.name === name);
  return { ...span?.spanContext(), parent: span?.parentSpanContext?.spanId };
};

describe.skipIf(!installed)(`across MCP${installed ? '' : ', whose SDK is not installed'}`, () => {
  test('a call on the server is within the call of the client, and both entries say so', async () => {
    const { call, own, owner } = await reaching(({ traceparent }) => ({ traceparent }));
    expect(await call('o1')).toMatchObject({ ok: true, value: 'order o1' });
    const [near, far] = [idsOf('execute_tool shop.order'), idsOf('execute_tool orders.read')];
    expect([near.traceId, near.parent]).toEqual(given.split('-').slice(1, 3));
    expect([far.traceId, far.parent]).toEqual([near.traceId, near.spanId]);
    for (const [{ entries }, { spanId }] of [
      [own, near],
      [owner, far],
    ] as const) {
      const decision = (await entries()).find(({ kind }) => kind === 'decision');
      expect(String(decision?.trace).split('-')).toContain(spanId);
    }
  });

  test('what the server forbids fails at the client, in the same trace', async () => {
    const { call } = await reaching(({ traceparent }) => ({ traceparent }));
    expect(await call('secret')).toMatchObject({ ok: false, refusal: { code: 'VAK7004' } });
    expect(idsOf('execute_tool orders.read').traceId).toBe(given.split('-')[1]);
  });

  test.each([
    ['00-00000000000000000000000000000000-00f067aa0ba902b7-01'],
    [`${given}-more`],
    [given.toUpperCase()],
    ['ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    ['x'.repeat(10_000)],
    [{ nested: given }],
    [undefined],
  ])('a context that is not well-formed counts as none: %j', async (traceparent) => {
    const { call } = await reaching(() => ({ traceparent }));
    expect(await call('o1')).toMatchObject({ ok: true });
    const far = idsOf('execute_tool orders.read');
    expect(far.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(far.traceId).not.toBe(given.split('-')[1]);
    expect(far.parent).toBeUndefined();
  });
});
