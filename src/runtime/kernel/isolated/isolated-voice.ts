import { toJson } from '../../../dsl/values/to-json.ts';
import type { Json, RecordValue } from '../../../dsl/values/value.ts';
import type { Call, Objection } from '../../contract/call.ts';
import type { Health, Living } from '../../contract/plugin.ts';
import type { OpinionSource } from '../../contract/policy.ts';
import type { IsolatedCode } from './isolated-code.ts';

/** The part of an opinion's deadline that its run may take. */
const ownShare = 0.6;

/**
 * The opinion of a plugin in its isolate. Whatever goes wrong there is a throw here, and so a forbid:
 * an error, an answer of another form, a run that is cut off, an isolate that died twice.
 */
export class IsolatedVoice implements OpinionSource, Living {
  readonly name: string;
  readonly code: IsolatedCode;
  readonly #timeMs: number;

  /** `deadlineMs` as the road has it for an opinion. */
  constructor(code: IsolatedCode, deadlineMs = 250) {
    this.name = code.name;
    this.code = code;
    this.#timeMs = Math.ceil(deadlineMs * ownShare);
  }

  start(): Promise<void> {
    return this.code.start();
  }

  health(): Health {
    return this.code.health();
  }

  async object(call: Call): Promise<readonly Objection[]> {
    const { id, at, chain, agent, tool, json, hash, facts } = call;
    const context = facts.context === undefined ? {} : toJson(facts.context as RecordValue);
    const seen = { id, at, chain, agent, tool, json, hash, context } as unknown as Json;
    const said = await this.code.ask({ ask: 'object', call: seen }, chain.tenant, this.#timeMs);
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
      typeof value === 'string' ? { [key]: value.slice(0, 500).toWellFormed() } : {};
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
}

const isRequirement = (
  from: { readonly [key: string]: Json } | undefined,
): from is { approvers: string; count: number; withinMs: number } =>
  typeof from?.approvers === 'string' &&
  Number.isSafeInteger(from.count) &&
  Number.isSafeInteger(from.withinMs);
