import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import {
  type Call,
  type Living,
  type Opinion,
  type PolicyEngine,
  type RulePlan,
  VakError,
} from '../../../runtime/contract/index.ts';
import {
  type CedarFile,
  type CedarLibrary,
  type CedarPolicy,
  CedarRefused,
  readPolicies,
  refused,
} from './policy-set.ts';
import { type RequestTypes, requestTypes } from './schema.ts';
import { cedarRecord, Unmappable } from './value.ts';

/** What a Cedar engine is made of. */
export interface CedarParts {
  /** Loads Cedar; rejects when it is not installed. */
  readonly cedar: () => Promise<CedarLibrary>;
  readonly policies: () => CedarFile;
  readonly schema: () => CedarFile;
  readonly entities: (() => CedarFile) | undefined;
  /** A rule of the file itself, which Cedar would not read. */
  readonly unread: RulePlan | undefined;
}

interface Ready {
  readonly cedar: CedarLibrary;
  readonly policies: ReadonlyMap<string, CedarPolicy>;
  readonly types: RequestTypes;
  readonly entities: Cedar.Entities;
}

let made = 0;

/**
 * Decides by Cedar policies. They are parsed once, at the start, and held against the schema; so is
 * every request. What Cedar permits is granted; what it forbids, each forbid whose evaluation fails, and
 * each request that has no exact form is forbidden. Where no policy permits, it says nothing, which
 * forbids. Cost grows with the number of policies: Cedar looks at each.
 */
export class CedarEngine implements PolicyEngine, Living {
  readonly #parts: CedarParts;
  /** Under which Cedar keeps what was parsed, one for each engine of the process. */
  readonly #name = `vak-${made++}`;
  #ready: Ready | undefined;

  constructor(parts: CedarParts) {
    this.#parts = parts;
  }

  /** Throws where a file cannot be read, does not parse or does not fit the schema. */
  async start(): Promise<void> {
    const { unread } = this.#parts;
    if (unread !== undefined) {
      const why = `rule \`${unread.name}\` (${unread.at}) would decide nothing`;
      throw new VakError('VAK5201', `${why}: \`vak/cedar\` fills \`policy\``);
    }
    const cedar = await this.#parts.cedar();
    const schema = this.#parts.schema();
    const read = cedar.schemaToJsonWithResolvedTypes(schema.text);
    if (read.type === 'failure') throw refused(schema, read.errors);
    let types: RequestTypes;
    try {
      types = requestTypes(read.json);
    } catch (cause) {
      throw new CedarRefused(`${schema.name}: ${cause instanceof Error ? cause.message : cause}`);
    }
    const file = this.#parts.policies();
    const policies = readPolicies(cedar, file, schema.text);
    const entities = this.#entities(cedar, schema.text);

    const staticPolicies = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
    const kept = [
      cedar.preparseSchema(this.#name, schema.text),
      cedar.preparsePolicySet(this.#name, { staticPolicies }),
    ];
    for (const answer of kept) if (answer.type === 'failure') throw refused(file, answer.errors);
    const byId = new Map(policies.map((policy) => [policy.id, policy]));
    this.#ready = { cedar, policies: byId, types, entities };
  }

  /** Lets go of what was parsed, as far as Cedar can. */
  stop(): void {
    this.#ready?.cedar.preparsePolicySet(this.#name, { staticPolicies: {} });
    this.#ready = undefined;
  }

  decide(call: Call): readonly Opinion[] {
    const ready = this.#ready;
    if (ready === undefined) throw new Error('Cedar has not started, or was stopped');
    const declared = ready.types.contexts.get(call.tool.name);
    // An action that the schema does not know can be permitted by no policy.
    if (declared === undefined) return [];
    let context: Cedar.Context;
    try {
      const { facts } = call;
      const roots = { ...facts } as Readonly<Record<string, (typeof facts)['args']>>;
      const known = (name: string) => (Object.hasOwn(roots, name) ? roots[name] : undefined);
      context = cedarRecord(known, declared, '');
    } catch (cause) {
      if (cause instanceof Unmappable) return [unfit(cause.message)];
      throw cause;
    }
    const own = this.#ask(ready, call.agent, call.tool.name, context);
    const others = call.chain.agents
      .filter((agent) => agent !== call.agent)
      .flatMap((agent) => this.#ask(ready, agent, call.tool.name, context));
    // Only the acting agent is granted anything; every link may object.
    return [...own, ...others.filter(({ verdict }) => verdict !== 'permit')];
  }

  #ask(ready: Ready, agent: string, tool: string, context: Cedar.Context): readonly Opinion[] {
    const { cedar, policies, types, entities } = ready;
    const answer = cedar.statefulIsAuthorized({
      principal: { type: `${types.prefix}Agent`, id: agent },
      action: { type: `${types.prefix}Action`, id: tool },
      resource: { type: `${types.prefix}Tool`, id: tool },
      context,
      preparsedSchemaName: this.#name,
      preparsedPolicySetId: this.#name,
      validateRequest: true,
      entities,
    });
    if (answer.type === 'failure') {
      return [unfit(answer.errors.map(({ message }) => message).join('; '))];
    }
    const { decision, diagnostics } = answer.response;
    const verdict = decision === 'allow' ? 'permit' : 'forbid';
    const spoken = diagnostics.reason.flatMap((id) => {
      const policy = policies.get(id);
      return policy === undefined ? [] : [opinionOf(policy, verdict)];
    });
    // A forbid that cannot be evaluated holds: the stricter reading.
    const erring = diagnostics.errors.flatMap(({ policyId, error }) => {
      const policy = policies.get(policyId);
      if (policy === undefined) return [unfit(error.message)];
      if (policy.effect === 'permit') return [];
      return [{ ...opinionOf(policy, 'forbid'), detail: error.message }];
    });
    return [...spoken, ...erring];
  }

  #entities(cedar: CedarLibrary, schema: string): Cedar.Entities {
    const file = this.#parts.entities?.();
    if (file === undefined) return [];
    let entities: Cedar.Entities;
    try {
      entities = JSON.parse(file.text) as Cedar.Entities;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new CedarRefused(`${file.name}: ${why}`);
    }
    const answer = cedar.checkParseEntities({ entities, schema });
    if (answer.type === 'success') return entities;
    const words = answer.errors.map(({ message, related = [] }) =>
      [message, ...related.map((one) => one.message)].join(': '),
    );
    throw new CedarRefused(`${file.name}: ${words.join('; ')}`);
  }
}

function opinionOf({ id, at, because }: CedarPolicy, verdict: 'permit' | 'forbid'): Opinion {
  const opinion = { by: 'policy', verdict, rule: id, at };
  return because === undefined ? opinion : { ...opinion, because };
}

const unfit = (detail: string): Opinion => ({
  by: 'policy',
  verdict: 'forbid',
  because: 'this call cannot be put to the Cedar policies',
  detail,
});
