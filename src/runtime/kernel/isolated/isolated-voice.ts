import { randomUUID } from 'node:crypto';
import { toJson } from '../../../dsl/values/to-json.ts';
import type { Json, RecordValue } from '../../../dsl/values/value.ts';
import type { Call, Objection } from '../../contract/call.ts';
import { refusalCodes, VakError } from '../../contract/errors.ts';
import type { Sandbox, Scrubber } from '../../contract/execution.ts';
import { type Allowance, HostDesk } from '../../contract/granted/host-desk.ts';
import type { Health, Living } from '../../contract/plugin.ts';
import type { OpinionSource } from '../../contract/policy.ts';
import type { IsolateOf } from './isolated-plugin.ts';

const memoryBytes = 32 * 1024 * 1024;
/** Within the deadline of an opinion. */
const timeMs = 150;
/** The first run compiles the code and comes before anybody waits. */
const startMs = 5_000;
/** An isolate that died is replaced this often. */
const replacements = 1;

const deadly: ReadonlySet<string> = new Set([
  refusalCodes.time,
  refusalCodes.memory,
  refusalCodes.crashed,
]);

/** What a voice is asked with. */
export interface VoiceParts {
  readonly sandbox: Sandbox;
  readonly allowance: Allowance;
  readonly scrubbers: readonly Scrubber[];
  readonly config: Json;
}

/**
 * The opinion of a plugin in its isolate. Whatever goes wrong there is a throw here, and so a forbid:
 * an error, an answer of another form, a run that is cut off. An isolate that died is replaced once;
 * after the second death nothing is asked any more, and every call is forbidden.
 */
export class IsolatedVoice implements OpinionSource, Living {
  readonly name: string;
  readonly #of: IsolateOf;
  readonly #parts: VoiceParts;
  #deaths = 0;

  constructor(of: IsolateOf, parts: VoiceParts) {
    this.name = of.name;
    this.#of = of;
    this.#parts = parts;
  }

  /** @throws VakError VAK5203 when the code is another plugin than its manifest says, or none */
  async start(): Promise<void> {
    const { name, version, api } = this.#of;
    const said = await this.#ask({ ask: 'describe' }, 'start', startMs).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new VakError('VAK5209', `plugin \`${name}\` does not run in an isolate: ${why}`, {
        cause,
      });
    });
    const own = { name, version, api, provides: ['opinions'] };
    if (JSON.stringify(said) === JSON.stringify(own)) return;
    throw new VakError('VAK5203', `\`${name}\` is not the plugin that its manifest describes`);
  }

  health(): Health {
    if (this.#deaths === 0) return { state: 'ok' };
    const reason = `its isolate died ${this.#deaths} times`;
    return { state: this.#deaths > replacements ? 'down' : 'degraded', reason };
  }

  async object(call: Call): Promise<readonly Objection[]> {
    const { id, at, chain, agent, tool, json, hash, facts } = call;
    const context = facts.context === undefined ? {} : toJson(facts.context as RecordValue);
    const seen = { id, at, chain, agent, tool, json, hash, context } as unknown as Json;
    const said = await this.#ask({ ask: 'object', call: seen }, chain.tenant, timeMs);
    if (!Array.isArray(said)) throw new Error('it answered with no list of objections');
    return said.map((each: Json) => this.#objection(each));
  }

  /** Only what an objection consists of, under the plugin's own name. */
  #objection(json: Json): Objection {
    const { verdict, rule, because, detail, from } = (json ?? {}) as {
      readonly [key: string]: Json;
    };
    if (verdict !== 'forbid' && verdict !== 'approval') {
      throw new Error('it answered with what is no objection');
    }
    const text = (key: string, value: Json | undefined) =>
      typeof value === 'string' ? { [key]: value.slice(0, 500) } : {};
    const asked = from as { readonly [key: string]: Json } | undefined;
    return {
      by: this.name,
      verdict,
      ...text('rule', rule),
      ...text('because', because),
      ...text('detail', detail),
      ...(isRequirement(asked) ? { from: asked } : {}),
    };
  }

  async #ask(
    question: { readonly [key: string]: Json },
    tenant: string,
    ms: number,
  ): Promise<Json> {
    if (this.#deaths > replacements) throw new Error('its isolate died twice and is not replaced');
    const { sandbox, allowance, scrubbers, config } = this.#parts;
    const host = new HostDesk(allowance, scrubbers);
    const outcome = await sandbox.run({
      id: randomUUID(),
      code: { tool: this.name, ...this.#of.code },
      args: { ...question, config },
      memoryBytes,
      timeMs: ms,
      tenant,
      host,
      denied: host.denied,
    });
    host.close();
    if (outcome.status === 'done') return outcome.value;
    if (outcome.status === 'unknown' && deadly.has(outcome.code)) this.#deaths += 1;
    throw new Error(outcome.message);
  }
}

const isRequirement = (
  from: { readonly [key: string]: Json } | undefined,
): from is { approvers: string; count: number; withinMs: number } =>
  typeof from?.approvers === 'string' &&
  Number.isSafeInteger(from.count) &&
  Number.isSafeInteger(from.withinMs);
