import type { Take } from '../../contract/policy.ts';
import type { CallMeasure } from '../../contract/records.ts';
import type { CallResult, Road } from '../road.ts';

/** What one call comes to while it is under way. */
export interface Measured {
  /** Its turn in the session has come; the first time counts. */
  turn(): void;
  took(takes: readonly Take[]): void;
  end(result: CallResult): void;
}

/** Measures a call for every sink that keeps metrics. */
export function beginMeasure(road: Road, agent: string, tool: string): Measured {
  const sinks = road.tracer.looking;
  const begun = performance.now();
  let turn: number | undefined;
  let used: CallMeasure['used'] = [];
  for (const sink of sinks) road.faults.guard(sink.name, () => sink.underWay?.(1));
  return {
    turn: () => {
      turn ??= performance.now();
    },
    took: (takes) => {
      used = takes.map(({ window, amount }) => ({ limit: window, amount: Number(amount) }));
    },
    end: (result) => {
      const now = performance.now();
      const { verdict, code } = result.decision;
      const why = result.ok ? undefined : (result.refusal?.code ?? code);
      const measure: CallMeasure = {
        tool: road.tools.has(tool) ? tool : '(unknown)',
        agent,
        verdict,
        ...(why === undefined ? {} : { code: why }),
        ms: now - begun,
        waitedMs: (turn ?? now) - begun,
        used: verdict === 'permit' ? used : [],
      };
      for (const sink of sinks) {
        road.faults.guard(sink.name, () => sink.underWay?.(-1));
        road.faults.guard(sink.name, () => sink.measure?.(measure));
      }
    },
  };
}
