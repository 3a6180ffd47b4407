import type { GrantsPlan } from '../../../dsl/plan/grants.ts';
import type { Json } from '../../../dsl/values/value.ts';
import { VakError } from '../../contract/errors.ts';
import { Sandbox, Scrubber, type ToolCode } from '../../contract/execution.ts';
import { Capability } from '../../contract/granted/capability.ts';
import { HostSide } from '../../contract/host.ts';
import { definePlugin, type Plugin, type StandardSchema } from '../../contract/plugin.ts';
import { OpinionSource, Scorer } from '../../contract/policy.ts';
import { every, pointOf } from '../../contract/token.ts';
import { IsolatedCode } from './isolated-code.ts';
import { IsolatedScorer } from './isolated-scorer.ts';
import { IsolatedVoice } from './isolated-voice.ts';

/** What is known of an isolate's plugin before any of its code runs. */
export interface IsolateOf {
  readonly name: string;
  readonly version: string;
  readonly api: number;
  /** Where the policy uses it, `file:line:column`. */
  readonly at?: string;
  /** Words of the points it fills. */
  readonly provides: readonly string[];
  readonly needs?: Plugin['needs'];
  /** One module without imports, made by `serve` of `vak/isolate`. */
  readonly code: Omit<ToolCode, 'tool'>;
  /** What the policy grants it, folders as absolute paths. */
  readonly grants: GrantsPlan;
  /** The same as the policy writes it; as above unless given. */
  readonly written?: GrantsPlan;
  /** Absolute folder that relative paths of its requests are meant from. */
  readonly root: string;
}

/**
 * A plugin whose code never runs in this process: each question to it is a run in the sandbox. It is
 * asked at start what it is, and refused when that is not what its manifest says.
 * @throws VakError VAK5206 for a point that no isolate fills
 */
export function isolatedPlugin(of: IsolateOf): Plugin {
  const tokens = of.provides.map((name) => {
    const found = [OpinionSource, Scorer].find((token) =>
      [pointOf(token)?.word, pointOf(token)?.name].includes(name),
    );
    return found ?? unfilled(of, name);
  });
  if (tokens.length === 0) unfilled(of, 'nothing');
  const words = tokens.map((token) => String(pointOf(token)?.word));
  return definePlugin<Json>({
    name: of.name,
    version: of.version,
    api: of.api as 1,
    runs: 'isolate',
    provides: tokens,
    requires: [Sandbox, Capability, Scrubber, HostSide],
    ...(of.needs === undefined ? {} : { needs: of.needs }),
    config: asWritten,
    setup({ config, add }) {
      let made: IsolatedCode | undefined;
      const code = (
        sandbox: Sandbox,
        capabilities: readonly Capability[],
        scrubbers: readonly Scrubber[],
      ): IsolatedCode => {
        // Set up once and started again, it is asked in the sandbox of that start.
        if (made?.runsIn(sandbox) !== true) {
          made = new IsolatedCode(of, words, { sandbox, capabilities, scrubbers, config });
        }
        return made;
      };
      const needed = [Sandbox, every(Capability), every(Scrubber)] as const;
      if (words.includes('opinions')) {
        add(OpinionSource, [...needed, HostSide] as const, (sandbox, granted, scrubbers, host) => {
          return new IsolatedVoice(code(sandbox, granted, scrubbers), host.deadlines?.opinionMs);
        });
      }
      if (words.includes('scorers')) {
        add(Scorer, needed, (...parts) => new IsolatedScorer(code(...parts)));
      }
    },
  });
}

function unfilled(of: IsolateOf, what: string): never {
  const said = 'an isolate fills `opinions` and `scorers`';
  throw new VakError('VAK5206', `\`${of.name}\` fills \`${what}\`; ${said}`);
}

/** The plugin's own schema is asked inside its isolate. */
const asWritten: StandardSchema<Json> = {
  '~standard': { version: 1, vendor: 'vak', validate: (value) => ({ value: value as Json }) },
};
