import { events } from '../../dsl/model/types/events.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { FakeClock } from '../../runtime/testing/fake-clock.ts';
import type { Drive } from '../script/drive.ts';
import type { Script } from '../script/script.ts';

/** A session of a script on a runtime, with its id. */
export interface ScriptRoad extends Drive {
  readonly session: string;
}

/**
 * Opens the session that a script speaks of.
 * @throws VakError VAK6202 when the log knows its id as somebody else's session
 */
export function roadOf(vak: Runtime, script: Script, clock: FakeClock): ScriptRoad {
  const { agent, context, session: who } = script;
  const session = vak.agent(agent).session(context === undefined ? who : { ...who, context });
  return {
    session: session.id,
    call: (tool, args, options) =>
      session.travel({ ...options, tool, args, event: events.has(tool) }),
    receive: async (text, context) => {
      const options = context === undefined ? {} : { context };
      await session.receive(text, { ...options, source: 'user' });
    },
    answer: (ticket, given) => vak.answer(ticket, given),
    resume: (ticket) => vak.resume(ticket),
    advance: (ms) => clock.advance(ms),
  };
}
