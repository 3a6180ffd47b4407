import type { Usage } from '../../contract/call.ts';
import type { SandboxError } from '../../contract/errors.ts';
import type { ActiveSpan, Attributes } from '../../contract/records.ts';
import type { Session } from '../../session/session.ts';
import type { CallResult, Request, Road } from '../road.ts';

/** The spans of one call, one for each sink. Nothing here can fail a call. */
export interface Spans {
  /** What to hand on: the first sink's own context, else the caller's. */
  readonly traceparent: string | undefined;
  event(name: string, attributes?: Attributes): void;
  /** `usage` is what the execution cost, where one took place and its place can tell. */
  end(result: CallResult, usage: Usage | undefined): void;
}

const silent = (traceparent: string | undefined): Spans => ({
  traceparent,
  event: () => undefined,
  end: () => undefined,
});

const wellFormed = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Opens a span in every sink. A caller's trace context that is not well-formed is dropped. */
export function beginSpans(road: Road, session: Session, request: Request, at: number): Spans {
  const given = request.traceparent;
  const parent = given !== undefined && wellFormed.test(given) ? given : undefined;
  if (road.spans.length === 0) return silent(parent);
  const attributes: Attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': request.tool,
    'gen_ai.agent.name': session.agent.name,
    'gen_ai.conversation.id': session.id,
    'vak.plan': road.force.digest,
    'vak.tenant': session.chain.tenant,
  };
  const name = `execute_tool ${attributes['gen_ai.tool.name']}`;
  const active = road.spans.flatMap((sink): { sink: string; span: ActiveSpan }[] => {
    const begun = { name, at, traceparent: parent, attributes };
    const span = road.faults.guard(sink.name, () => sink.begin(begun));
    return span === undefined ? [] : [{ sink: sink.name, span }];
  });
  const own = active.map(({ span }) => span.traceparent).find((context) => context !== undefined);
  return {
    traceparent: own ?? parent,
    event: (event, of) => {
      for (const { sink, span } of active) road.faults.guard(sink, () => span.event(event, of));
    },
    end: (result, usage) => {
      const ended = endingOf(result, usage);
      for (const { sink, span } of active) road.faults.guard(sink, () => span.end(ended));
    },
  };
}

const costs = [
  ['wallMs', 'vak.usage.wall_ms'],
  ['cpuMs', 'vak.usage.cpu_ms'],
  ['peakRssBytes', 'vak.usage.peak_rss_bytes'],
  ['heapBytes', 'vak.usage.heap_bytes'],
  ['hostCalls', 'vak.usage.host_calls'],
  ['hostBytesOut', 'vak.usage.host_bytes_out'],
  ['hostBytesIn', 'vak.usage.host_bytes_in'],
  ['denied', 'vak.usage.denied'],
  ['bytesIn', 'vak.usage.bytes_in'],
  ['bytesOut', 'vak.usage.bytes_out'],
] as const;

function endingOf(
  result: CallResult,
  usage: Usage | undefined,
): { attributes: Attributes; error?: string } {
  const { decision } = result;
  const refusal = result.ok ? undefined : result.refusal;
  const attributes: Attributes = {
    'vak.verdict': decision.verdict,
    ...(refusal?.rule === undefined ? {} : { 'vak.rule': refusal.rule }),
    ...(refusal === undefined ? {} : { 'vak.code': refusal.code }),
    ...exceededIn(refusal?.exceeded),
    ...(result.ok ? { 'vak.entry': result.entry.index } : {}),
    ...Object.fromEntries(
      costs.flatMap(([key, name]) => (usage?.[key] === undefined ? [] : [[name, usage[key]]])),
    ),
  };
  return refusal === undefined ? { attributes } : { attributes, error: refusal.code };
}

const exceededIn = (exceeded: SandboxError | undefined): Attributes =>
  exceeded === undefined
    ? {}
    : {
        'vak.sandbox.limit': exceeded.limit,
        'vak.sandbox.bound': exceeded.bound,
        'vak.sandbox.used': exceeded.used,
      };
