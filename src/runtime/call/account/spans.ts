import type { Usage } from '../../contract/call.ts';
import type { SandboxError } from '../../contract/errors.ts';
import type { Take } from '../../contract/policy.ts';
import type { Attributes } from '../../contract/records.ts';
import type { Session } from '../../session/session.ts';
import type { CallResult, Request, Road } from '../road.ts';
import { beginMeasure } from './measure.ts';
import { handedOn, type Span } from './vak-tracer.ts';

/** The span of one call. Nothing here can fail a call. */
export interface Spans {
  /** What to hand on: the first sink's own context, else the caller's. */
  readonly traceparent: string | undefined;
  event(name: string, attributes?: Attributes): void;
  /** The next phase: an event of the span, and a span of its own where the file asks for that. */
  phase(name: string): void;
  /** What the decision takes of limits and budgets. */
  took(takes: readonly Take[]): void;
  /** `usage` is what the execution cost, where one took place and its place can tell. */
  end(result: CallResult, usage: Usage | undefined): void;
}

/** Opens the span of a call. A caller's trace context that is not well-formed is dropped. */
export function beginSpans(road: Road, session: Session, request: Request): Spans {
  const { traceparent } = request;
  if (road.tracer.idle) {
    return {
      traceparent: handedOn(traceparent),
      event: nothing,
      phase: nothing,
      took: nothing,
      end: nothing,
    };
  }
  const attributes: Attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': request.tool,
    'gen_ai.agent.name': session.agent.name,
    'gen_ai.conversation.id': session.id,
    'vak.plan': road.force.digest,
    'vak.tenant': session.chain.tenant,
  };
  const span = road.tracer.begin(`execute_tool ${request.tool}`, { traceparent, attributes });
  const inner = road.force.plan.trace?.phases === true;
  const measured = beginMeasure(road, session.agent.name, request.tool);
  let phase: Span | undefined;
  return {
    traceparent: span.traceparent,
    event: (name, of) => span.event(name, of),
    phase: (name) => {
      measured.turn();
      span.event(name);
      phase?.end();
      phase = inner ? span.child(`vak.${name}`, { 'gen_ai.tool.name': request.tool }) : undefined;
    },
    took: measured.took,
    end: (result, usage) => {
      phase?.end();
      span.end(endingOf(result, usage));
      measured.end(result);
    },
  };
}

const nothing = (): void => undefined;

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
