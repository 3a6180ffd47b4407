import type { Json } from '../dsl/values/value.ts';
import type { Call, ReasoningStep, StepOwner } from '../runtime/contract/call.ts';
import type { Plugin } from '../runtime/contract/plugin.ts';
import { OpinionSource, Scorer } from '../runtime/contract/policy.ts';
import { type AnyToken, capability, pointOf } from '../runtime/contract/token.ts';

/** What an isolate may ask its host for: what the manifest `needs` and the policy grants. */
export interface GuestHost {
  /** Writes a line to the trace of the question; capped in count and size. */
  log(text: string): void;
  /** One request by its name, such as `fetch`. Rejects with a `code` where it is not granted. */
  call(name: string, args: Json): Promise<Json>;
}
/** The one thing that a plugin in an isolate can depend on. */
export const GuestHost = capability<GuestHost>('GuestHost');

/** A call as an isolate sees it: what is JSON of it, with the context it was decided in. */
export interface IsolatedCall
  extends Pick<Call, 'id' | 'at' | 'chain' | 'agent' | 'tool' | 'json' | 'hash'> {
  readonly context: Json;
}

/** What is asked of a plugin in its isolate. */
export type Question =
  | { readonly ask: 'describe'; readonly config: Json }
  | { readonly ask: 'object'; readonly config: Json; readonly call: IsolatedCall }
  | {
      readonly ask: 'score';
      readonly config: Json;
      readonly step: ReasoningStep;
      readonly before: readonly ReasoningStep[];
      readonly owner: StepOwner;
    };

/** A plugin as a module to run in an isolate: its default export. */
export type Served = ((question: Question, host: GuestHost) => Promise<Json>) & {
  readonly plugin: Plugin;
};

/**
 * Gives a plugin the form in which it runs in an isolate. Its voices read of a call what is JSON:
 * `json` for the arguments, `context`, never `args` or `facts`. The signal that its scorer is given never
 * aborts: a run that is late is ended from outside.
 *
 * @example
 * const served = serve(definePlugin({
 *   name: 'quiet', version: '1.0.0', api: 1, runs: 'isolate', provides: [OpinionSource],
 *   setup: ({ add }) => add(OpinionSource, [], () => ({ name: 'quiet', object: () => [] })),
 * }));
 */
export function serve(plugin: Plugin): Served {
  const answer = async (question: Question, host: GuestHost): Promise<Json> => {
    if (question.ask === 'describe') {
      const { name, version, api, provides } = plugin;
      await configOf(plugin, question.config);
      return { name, version, api, provides: provides.map(wordOf) };
    }
    const { voices, scorers } = await madeBy(plugin, question.config, host);
    if (question.ask === 'score') {
      const [scorer, another] = scorers;
      if (scorer === undefined || another !== undefined) {
        throw new Error('a plugin in an isolate adds one scorer');
      }
      const { step, before, owner } = question;
      return (await scorer.score(step, before, never, owner)) as unknown as Json;
    }
    const said = voices.map((voice) => voice.object(question.call as unknown as Call));
    return (await Promise.all(said)).flat() as unknown as Json;
  };
  return Object.assign(answer, { plugin });
}

/** An isolate has no signals of its own. */
const never = {
  aborted: false,
  addEventListener: () => {},
  removeEventListener: () => {},
  throwIfAborted: () => {},
} as unknown as AbortSignal;

/** Runs `setup` and makes what it declares; anything but an opinion or a scorer is an error. */
async function madeBy(
  plugin: Plugin,
  given: Json,
  host: GuestHost,
): Promise<{ readonly voices: readonly OpinionSource[]; readonly scorers: readonly Scorer[] }> {
  const refuse = (what: string) => (): never => {
    throw new Error(`a plugin in an isolate ${what}`);
  };
  const voices: OpinionSource[] = [];
  const scorers: Scorer[] = [];
  plugin.setup({
    config: await configOf(plugin, given),
    fill: refuse('fills no slot'),
    on: refuse('listens at no hook'),
    add: (point, deps, make) => {
      const to = [OpinionSource, Scorer].indexOf(point as never);
      if (to < 0) refuse(`adds nothing to \`${wordOf(point)}\``)();
      if (deps.some((dep: AnyToken) => dep !== GuestHost)) refuse('depends on its host alone')();
      const made: unknown = make(...(deps.map(() => host) as never));
      if (to === 0) voices.push(made as OpinionSource);
      else scorers.push(made as Scorer);
    },
  });
  return { voices, scorers };
}

async function configOf({ config }: Plugin, given: Json): Promise<unknown> {
  if (config === undefined) {
    if (Object.keys(given ?? {}).length > 0)
      throw new Error('the config is refused: it takes none');
    return undefined;
  }
  const result = await config['~standard'].validate(given);
  if (result.issues === undefined) return result.value;
  throw new Error(`the config is refused: ${result.issues[0]?.message ?? 'it does not fit'}`);
}

const wordOf = (token: symbol): string => pointOf(token)?.word ?? String(token.description);
