import {
  type Health,
  type Json,
  type Living,
  type Plan,
  refusalCodes,
  type SecretSource,
  type Secrets,
  VakError,
} from '../../../runtime/contract/index.ts';

type SecretPlan = Plan['secrets'][number];

/** The shortest value, in characters, that can be blanked without blanking innocent text. */
const shortest = 6;

/** How many values of one secret are remembered for blanking, the present one included. */
const remembered = 8;

/**
 * Opens secrets by reference. Every value is read once at start, so that it can be blanked in results
 * before anyone has opened it, and anew at each opening, so that a rotated value is taken up; former
 * values stay known for blanking. Errors name the secret and where it should come from, never what
 * came: what a source throws is not passed on.
 *
 * A value under six characters is refused, at start and at opening: it could not be blanked without
 * mangling text that has nothing to do with it.
 */
export class Keeper implements Secrets, Living {
  readonly #plans: ReadonlyMap<string, SecretPlan>;
  readonly #sources: ReadonlyMap<string, SecretSource>;
  readonly #known = new Map<string, readonly string[]>();
  #unread: readonly string[] = [];

  /** @throws VakError VAK5201 when two sources have one name. */
  constructor(plans: readonly SecretPlan[], sources: readonly SecretSource[]) {
    this.#plans = new Map(plans.map((plan) => [plan.name, plan]));
    this.#sources = new Map(sources.map((source) => [source.name, source]));
    if (this.#sources.size < sources.length) {
      const names = sources.map(({ name }) => `\`${name}\``).join(', ');
      throw new VakError('VAK5201', `two sources of secrets have one name, among ${names}`);
    }
  }

  /**
   * Reads every secret of the plan, all at once. One that cannot be read now is reported by `health` and tried
   * again when it is opened.
   * @throws VakError VAK5210 for a source that no plugin provides, VAK5208 for a value too short.
   */
  async start(): Promise<void> {
    for (const plan of this.#plans.values()) this.#requireSource(plan);
    const plans = [...this.#plans.values()];
    const values = await Promise.all(plans.map((plan) => this.#read(plan)));
    const unread: string[] = [];
    for (const [index, plan] of plans.entries()) {
      const value = values[index];
      if (value === undefined) unread.push(plan.name);
      else if (isShort(value)) throw new VakError('VAK5208', tooShort(plan));
      else this.#remember(plan.name, value);
    }
    this.#unread = unread;
  }

  health(): Health {
    if (this.#unread.length === 0) return { state: 'ok' };
    const names = this.#unread.map((name) => `\`${name}\``).join(', ');
    return { state: 'degraded', reason: `secrets that could not be read: ${names}` };
  }

  async open(name: string, tool: string): Promise<string> {
    const plan = this.#plans.get(name);
    // One answer for both, so that asking does not tell which secrets exist.
    if (plan === undefined || !plan.for.includes(tool)) {
      throw new VakError(
        refusalCodes.capabilityDenied,
        `tool \`${tool}\` may not open secret \`${name}\``,
      );
    }
    const value = await this.#read(plan);
    if (value === undefined) {
      throw new VakError(
        refusalCodes.pluginFailed,
        `secret \`${name}\` could not be read from ${originOf(plan)}`,
      );
    }
    if (isShort(value)) throw new VakError(refusalCodes.pluginFailed, tooShort(plan));
    this.#remember(name, value);
    this.#unread = this.#unread.filter((other) => other !== name);
    return value;
  }

  reveal(visit: (name: string, value: string) => void): void {
    for (const [name, values] of this.#known) for (const value of values) visit(name, value);
  }

  #requireSource({ name, from, at }: SecretPlan): void {
    if (this.#sources.has(from.name)) return;
    throw new VakError(
      'VAK5210',
      `nothing provides the source \`${from.name}\`, which secret \`${name}\` (${at}) is read from`,
    );
  }

  async #read({ from }: SecretPlan): Promise<string | undefined> {
    try {
      const value: unknown = await this.#sources.get(from.name)?.read(from.json);
      return typeof value === 'string' && value !== '' ? value : undefined;
    } catch {
      return undefined;
    }
  }

  #remember(name: string, value: string): void {
    const known = this.#known.get(name) ?? [];
    if (known[0] === value) return;
    const others = known.filter((other) => other !== value);
    this.#known.set(name, [value, ...others].slice(0, remembered));
  }
}

const isShort = (value: string): boolean => [...value].length < shortest;

const tooShort = (plan: SecretPlan): string =>
  `secret \`${plan.name}\` from ${originOf(plan)} is shorter than ${shortest} characters, too short to be blanked in results`;

const originOf = ({ from }: SecretPlan): string =>
  `${from.name}(${from.json.map((json: Json) => JSON.stringify(json)).join(', ')})`;
