import type { Call, Objection, Opinion, Verdict } from '../../contract/call.ts';
import { inWords, refusalCodes } from '../../contract/errors.ts';
import type { Hooks } from '../../contract/plugin.ts';
import { after } from '../../kernel/timed.ts';
import type { Session } from '../../session/session.ts';
import { costOf } from '../../session/steps.ts';
import type { DecidingRoad } from '../road.ts';
import { apart, readOnce } from './held.ts';
import type { AskGates, Judgement } from './pipelines.ts';

/** How long one voice may think before it counts as a forbid, unless the host says otherwise. */
const usualMs = 250;

/**
 * Step 3, the voices: what comes before the rules, then the policy and every further one, which speak at
 * the same time. Who throws, is late or answers with something else than opinions forbids, under a code
 * that names the plugin.
 */
export function gather(road: DecidingRoad, call: Call): Said | Promise<Said> {
  if (road.before.length === 0) return heard(road, call);
  return firstObjection(road, call).then((before) =>
    after(heard(road, call), (said) => [...before, ...said]),
  );
}

/** What voices say of a call, and of its paths both as they are and as they were written. */
function heard(road: DecidingRoad, call: Call): Said | Promise<Said> {
  return after(speak(road, call), (voices) => {
    const said = [...voices, ...handOnRefused(road, call), ...road.order.object(call)];
    if (call.written === undefined) return said;
    const facts = { ...call.facts, args: call.written };
    const asWritten = speak(road, { ...call, args: call.written, facts });
    return after(asWritten, (written) => bothReadings(said, written));
  });
}

const every = (): boolean => true;
const none: Judgement = { objections: [], stages: [] };

/** Which stages are asked: all, those that cost nothing, or all even of a call that is forbidden. */
export type Asked = 'all' | 'pure' | 'always';

/**
 * Step 3, what judges after the rules: gates and pipelines, asked only of a call that nobody forbids so far. Of a
 * path with links both readings are judged, and an objection to either counts.
 */
export function judge(
  road: DecidingRoad,
  session: Session,
  call: Call,
  so: () => Verdict,
  only: Asked = 'all',
): Promise<Judgement> | undefined {
  const concern = { gated: road.gates.concern(call), piped: road.pipelines.concern(call) };
  if (!concern.gated && !concern.piped) return undefined;
  if (only !== 'always' && so() === 'forbid') return undefined;
  return asked(road, session, call, only, concern);
}

async function asked(
  road: DecidingRoad,
  session: Session,
  call: Call,
  only: Asked,
  { gated, piped }: { readonly gated: boolean; readonly piped: boolean },
): Promise<Judgement> {
  const which = only === 'pure' ? 'pure' : 'all';
  const { steps } = session;
  const cost = (): number | undefined =>
    costOf(road.limits.of(call).demands.map(({ take }) => take));
  const ask = (wanted: (gate: string) => boolean): Judgement | Promise<Judgement> =>
    road.gates.judge(call, { steps, only: which, wanted, cost });
  if (!piped) return ask(every);
  const placed = road.pipelines.gatesOf(call);
  const scored = gated ? await ask((gate) => !placed.has(gate)) : none;
  const found = await road.pipelines.judge(call, which, askedOnce(ask));
  const judged = {
    objections: [...scored.objections, ...found.objections],
    stages: [...scored.stages, ...found.stages],
  };
  if (call.written === undefined) return judged;
  const facts = { ...call.facts, args: call.written };
  const asWritten = await road.pipelines.judge({ ...call, args: call.written, facts }, which);
  const more = asWritten.objections.filter((one) => !judged.objections.some((o) => same(o, one)));
  return {
    objections: [...judged.objections, ...more],
    stages: [...judged.stages, ...(more.length > 0 ? asWritten.stages : [])],
  };
}

/** Gates that stages ask at their place: each of them once, however many stages name it. */
function askedOnce(
  ask: (wanted: (gate: string) => boolean) => Judgement | Promise<Judgement>,
): AskGates {
  const asked = new Set<string>();
  return (names) => {
    const fresh = names.filter((name) => !asked.has(name));
    for (const name of fresh) asked.add(name);
    return Promise.resolve(ask((gate) => fresh.includes(gate)));
  };
}

function speak(road: DecidingRoad, call: Call): Said | Promise<Said> {
  const own = (voice: string): Call => (ours.test(voice) ? call : apart(call));
  const ms = thinkingTime(road);
  const voices = [
    listen('policy', () => road.policy.decide(call), ms, grantsOrObjects(road)),
    ...road.opinions.map((voice) => {
      return listen(voice.name, () => voice.object(own(voice.name)), ms, objects(road), readOnce);
    }),
  ];
  const said: Opinion[] = [];
  for (let place = 0; place < voices.length; place += 1) {
    const voice = voices[place] as Said | Promise<Said>;
    if (voice instanceof Promise) return allOf(said, voices.slice(place));
    for (const opinion of voice) said.push(opinion);
  }
  return said;
}

async function allOf(said: Opinion[], voices: readonly (Said | Promise<Said>)[]): Promise<Said> {
  for (const voice of voices) said.push(...(await voice));
  return said;
}

/** Voices that vak brings, which change nothing of what they are asked about. */
const ours = /^(?:constraint$|vak\/)/;

/** So many agents may stand in one chain. */
const longestChain = 16;

/** An agent hands on to those of its `delegates` alone, and no chain goes on for ever. */
function handOnRefused(road: DecidingRoad, call: Call): readonly Objection[] {
  if (call.tool.name !== 'agent.delegate') return [];
  const agent = road.force.plan.agents.find(({ name }) => name === call.agent);
  const to = call.args.fields.get('agent');
  const named = typeof to === 'string' && agent?.delegates.includes(to) === true;
  if (named && call.chain.agents.length < longestChain) return [];
  const because = named
    ? `at most ${longestChain} agents hand on to one another`
    : 'this agent does not hand on to that one';
  const code = refusalCodes.notGranted;
  return [{ by: 'default', verdict: 'forbid', code, because, ...(agent && { at: agent.at }) }];
}

/** The `before` hooks in their order, up to the first that does not answer with null. */
async function firstObjection(road: DecidingRoad, call: Call): Promise<Said> {
  for (const { plugin, handler } of road.before) {
    const ask = () => listed(handler(apart(call)));
    const said = await listen(plugin, ask, thinkingTime(road), objects(road), readOnce);
    const [objection] = said;
    if (objection !== undefined) return [{ ...objection, by: plugin }];
  }
  return [];
}

function listed(answer: ReturnType<Hooks['before']>): Said | Promise<Said> {
  if (answer instanceof Promise) return answer.then(listed);
  return answer === null ? [] : [answer];
}

/** What holds of a path with links and of where they lead: objections of either, a permit of both. */
function bothReadings(real: Said, written: Said): Said {
  const granted = [real, written].every((said) => said.some(isPermit));
  const all = [...real, ...written.filter((opinion) => !real.some((one) => same(one, opinion)))];
  return granted ? all : all.filter((opinion) => !isPermit(opinion));
}

const isPermit = ({ verdict }: Opinion): boolean => verdict === 'permit';
const same = (a: Opinion, b: Opinion): boolean =>
  a.by === b.by && a.verdict === b.verdict && a.rule === b.rule && a.at === b.at;

const thinkingTime = ({ host }: DecidingRoad): number => host.deadlines?.opinionMs ?? usualMs;

type Said = readonly Opinion[];
type Check = (opinion: Opinion) => boolean;

/** Answers at once where the voice does, so that a pure engine costs no turn of the event loop. */
function listen(
  name: string,
  ask: () => Said | Promise<Said>,
  ms: number,
  check: Check,
  read?: (said: Opinion) => Opinion,
): Said | Promise<Said> {
  const heard = (said: Said): Said =>
    checked(name, read === undefined || !Array.isArray(said) ? said : said.map(read), check);
  try {
    const said = ask();
    return said instanceof Promise ? inTime(name, said, ms, heard) : heard(said);
  } catch (cause) {
    return [failed(name, cause)];
  }
}

async function inTime(
  name: string,
  said: Promise<Said>,
  ms: number,
  heard: (said: Said) => Said,
): Promise<Said> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Said>((resolve) => {
    timer = setTimeout(() => resolve([failed(name, `no opinion within ${ms} ms`)]), ms);
  });
  try {
    return heard(await Promise.race([said, late]));
  } catch (cause) {
    return [failed(name, cause)];
  } finally {
    clearTimeout(timer);
  }
}

function checked(name: string, said: Said, check: Check): Said {
  if (Array.isArray(said) && said.every(check)) return said;
  return [failed(name, 'what it said is no opinion')];
}

/** An objection: a forbid, or an approval by a group that there is. */
const objects = ({ approvers }: DecidingRoad): Check => {
  return (opinion) =>
    worded(opinion) &&
    (opinion.verdict === 'forbid' ||
      (opinion.verdict === 'approval' && mayBeMet(opinion.from, approvers)));
};

const mayBeMet = (from: Opinion['from'], approvers: DecidingRoad['approvers']): boolean =>
  from !== undefined &&
  approvers.has(from.approvers) &&
  Number.isInteger(from.count) &&
  from.count >= 1 &&
  Number.isFinite(from.withinMs);

const grantsOrObjects = (road: DecidingRoad): Check => {
  const isObjection = objects(road);
  return (opinion) => (opinion?.verdict === 'permit' && worded(opinion)) || isObjection(opinion);
};

/** Whether all that an opinion says in words can be written down. */
const worded = (opinion: Opinion): boolean =>
  typeof opinion?.by === 'string' &&
  writable(opinion.rule) &&
  writable(opinion.at) &&
  writable(opinion.because) &&
  writable(opinion.detail);

const writable = (text: unknown): boolean =>
  text === undefined || (typeof text === 'string' && text.isWellFormed());

function failed(name: string, cause: unknown): Opinion {
  return {
    by: name,
    verdict: 'forbid',
    code: refusalCodes.pluginFailed,
    because: `\`${name}\` could not decide`,
    detail: inWords(cause),
  };
}
