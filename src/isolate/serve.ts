import type { Json } from '../dsl/values/value.ts';
import type { Call } from '../runtime/contract/call.ts';
import type { Plugin } from '../runtime/contract/plugin.ts';
import { OpinionSource } from '../runtime/contract/policy.ts';
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
  | { readonly ask: 'object'; readonly config: Json; readonly call: IsolatedCall };

/** A plugin as a module to run in an isolate: its default export. */
export type Served = ((question: Question, host: GuestHost) => Promise<Json>) & {
  readonly plugin: Plugin;
};

/**
 * Gives a plugin the form in which it runs in an isolate. Its voices read of a call what is JSON:
 * `json` for the arguments, `context`, never `args` or `facts`.
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
    const voices = await voicesOf(plugin, question.config, host);
    const said = voices.map((voice) => voice.object(question.call as unknown as Call));
    return (await Promise.all(said)).flat() as unknown as Json;
  };
  return Object.assign(answer, { plugin });
}

/** Runs `setup` and makes what it declares; anything but an opinion of its own is an error. */
async function voicesOf(
  plugin: Plugin,
  given: Json,
  host: GuestHost,
): Promise<readonly OpinionSource[]> {
  const refuse = (what: string) => (): never => {
    throw new Error(`a plugin in an isolate ${what}`);
  };
  const voices: OpinionSource[] = [];
  plugin.setup({
    config: await configOf(plugin, given),
    fill: refuse('fills no slot'),
    on: refuse('listens at no hook'),
    add: (point, deps, make) => {
      if ((point as symbol) !== OpinionSource) refuse(`adds nothing to \`${wordOf(point)}\``)();
      if (deps.some((dep: AnyToken) => dep !== GuestHost)) refuse('depends on its host alone')();
      const made: unknown = make(...(deps.map(() => host) as never));
      voices.push(made as OpinionSource);
    },
  });
  return voices;
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
