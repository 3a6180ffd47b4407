import { randomUUID } from 'node:crypto';
import type { GrantsPlan } from '../../../dsl/plan/grants.ts';
import type { Json } from '../../../dsl/values/value.ts';
import { refusalCodes, VakError } from '../../contract/errors.ts';
import type { Sandbox, Scrubber } from '../../contract/execution.ts';
import type { Capability } from '../../contract/granted/capability.ts';
import { type Allowance, allowanceOf, HostDesk } from '../../contract/granted/host-desk.ts';
import type { Health } from '../../contract/plugin.ts';
import type { IsolateOf } from './isolated-plugin.ts';

const memoryBytes = 32 * 1024 * 1024;
/** The first run compiles the code and comes before anybody waits. */
const startMs = 9_000;
/** An isolate that died is replaced this often. */
const replacements = 1;

/** An answer as JSON, in UTF-8 bytes: all of it may stand in an entry of the log. */
const answerBytes = 64 * 1024;

function bounded(value: Json): Json {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= answerBytes) return value;
  throw new Error(`it answered with ${bytes} bytes and may with ${answerBytes}`);
}

const deadly: ReadonlySet<string> = new Set([
  refusalCodes.time,
  refusalCodes.memory,
  refusalCodes.crashed,
]);

/** What the code of a plugin is asked with. */
export interface CodeParts {
  readonly sandbox: Sandbox;
  readonly capabilities: readonly Capability[];
  readonly scrubbers: readonly Scrubber[];
  readonly config: Json;
}

/**
 * The code of one plugin in its isolate, whatever points it fills: each question is a run of its own.
 * An isolate that died is replaced once; after the second death nothing is asked any more.
 */
export class IsolatedCode {
  readonly name: string;
  readonly #of: IsolateOf;
  readonly #words: readonly string[];
  readonly #parts: CodeParts;
  #allowance: Allowance;
  #deaths = 0;
  /** What it was refused before somebody wanted to know; of each name once. */
  readonly #untold = new Set<string>();
  #tell: ((what: string) => void) | undefined;
  #started: Promise<void> | undefined;

  /** @param words of the points that it fills by its manifest */
  constructor(of: IsolateOf, words: readonly string[], parts: CodeParts) {
    this.name = of.name;
    this.#of = of;
    this.#words = words;
    this.#parts = parts;
    this.#allowance = this.#allowed(of.grants);
  }

  /** What the policy grants it, folders as absolute paths. */
  get grants(): GrantsPlan {
    return this.#of.grants;
  }

  /** The same as the policy writes it. */
  get written(): GrantsPlan {
    return this.#of.written ?? this.#of.grants;
  }

  /** Whether it is asked in this sandbox. */
  runsIn(sandbox: Sandbox): boolean {
    return this.#parts.sandbox === sandbox;
  }

  /** From now on it reaches no more than this, while it is being asked too. */
  narrow(grants: GrantsPlan): void {
    this.#allowance = this.#allowed(grants);
  }

  /** Tells of each question in which it asked for what it is not granted, by the names on its host; of former ones once. */
  onDenied(tell: (what: string) => void): void {
    this.#tell = tell;
    for (const what of this.#untold) tell(what);
    this.#untold.clear();
  }

  /** Names alone: what it asked with may come from arguments that are kept out of the log. */
  #told({ asked, withholds, offers }: HostDesk): void {
    const denied = asked.filter(({ code }) => code === refusalCodes.capabilityDenied);
    const known = [...withholds, ...offers];
    for (const name of new Set(denied.map(({ call }) => (known.includes(call) ? call : '…')))) {
      const what = `it asked for \`${name}\` and is not granted that (VAK7007)`;
      if (this.#tell === undefined) this.#untold.add(what);
      else this.#tell(what);
    }
  }

  #allowed(grants: GrantsPlan): Allowance {
    const { name, root } = this.#of;
    return allowanceOf(this.#parts.capabilities, { kind: 'plugin', name, grants, root });
  }

  /** Asks once what the code is. @throws VakError VAK5203 for another plugin than its manifest says, or none */
  start(): Promise<void> {
    this.#started ??= this.#describe();
    return this.#started;
  }

  health(): Health {
    if (this.#deaths === 0) return { state: 'ok' };
    const reason = `its isolate died ${this.#deaths} times`;
    return { state: this.#deaths > replacements ? 'down' : 'degraded', reason };
  }

  /** One question. Throws for an error in there, for a run that is cut off, and for an answer of more than 64 kB. */
  async ask(
    question: { readonly [key: string]: Json },
    tenant: string,
    ms: number,
    signal?: AbortSignal,
  ): Promise<Json> {
    if (this.#deaths > replacements) throw new Error('its isolate died twice and is not replaced');
    const { sandbox, scrubbers, config } = this.#parts;
    const host = new HostDesk(() => this.#allowance, scrubbers);
    const outcome = await sandbox.run({
      id: randomUUID(),
      code: { tool: this.name, ...this.#of.code },
      args: { ...question, config },
      memoryBytes,
      timeMs: ms,
      tenant,
      host,
      denied: host.denied,
      ...(signal === undefined ? {} : { signal }),
    });
    host.close();
    this.#told(host);
    if (outcome.status === 'done') return bounded(outcome.value);
    const died = outcome.status === 'unknown' && deadly.has(outcome.code);
    if (died && signal?.aborted !== true) this.#deaths += 1;
    throw new Error(outcome.message);
  }

  async #describe(): Promise<void> {
    const { name, version, api, at } = this.#of;
    const named = `\`${name}\`${at === undefined ? '' : ` (${at})`}`;
    const said = await this.ask({ ask: 'describe' }, 'start', startMs).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new VakError('VAK5209', `plugin ${named} does not run in an isolate: ${why}`, {
        cause,
      });
    });
    const { provides, ...rest } = (said ?? {}) as { readonly [key: string]: Json };
    const words = Array.isArray(provides) ? [...(provides as readonly string[])].sort() : [];
    const same = JSON.stringify([rest, words]);
    if (same === JSON.stringify([{ name, version, api }, [...this.#words].sort()])) return;
    throw new VakError('VAK5203', `${named} is not the plugin that its manifest describes`);
  }
}
