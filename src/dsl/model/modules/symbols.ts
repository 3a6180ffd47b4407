import { names } from '../../diagnostics/catalogue/names/index.ts';
import type { Declaration, Name, Path } from '../../syntax/ast.ts';
import type { Span } from '../../text/source.ts';
import { type Findings, nearMiss } from '../parts/findings.ts';
import type { Module, Takeable } from './module.ts';

/** The kinds of names; each is a space of its own, but all that objects shares one. */
const kinds = [
  'type',
  'tool',
  'agent',
  'approvers',
  'secret',
  'memory',
  'plugin',
  'block',
] as const;
export type Kind = (typeof kinds)[number];

/** Kinds that are named somewhere else than where they are declared. */
type Nameable = Exclude<Kind, 'memory'>;

/** What a name stands for. */
export interface Named<K extends Declaration = Declaration> {
  readonly kind: Kind;
  /** The name in the plan. */
  readonly name: string;
  readonly module: Module;
  readonly declaration: K;
  readonly span: Span;
}

const kindOf: Partial<Record<Declaration['kind'], Kind>> = {
  type: 'type',
  tool: 'tool',
  agent: 'agent',
  approvers: 'approvers',
  secret: 'secret',
  memory: 'memory',
  use: 'plugin',
  policy: 'block',
  limit: 'block',
  constraint: 'block',
  gate: 'block',
  pipeline: 'block',
};

/** What of an import may only be named where `taking` lets it in. */
const guarded: Partial<Record<Kind, Takeable>> = {
  agent: 'agents',
  approvers: 'approvers',
  secret: 'secrets',
  memory: 'memory',
  plugin: 'plugins',
};

/** Every name of every file, and how one file's words lead to them. */
export class Symbols {
  readonly #findings: Findings;
  readonly #spaces = new Map<Module, Map<Kind, Map<string, Named>>>();

  constructor(modules: readonly Module[], findings: Findings) {
    this.#findings = findings;
    for (const module of modules) this.#declare(module);
  }

  /** The names of one kind that a file itself declares. */
  own(module: Module, kind: Kind): ReadonlyMap<string, Named> {
    return this.#spaces.get(module)?.get(kind) ?? new Map();
  }

  /**
   * What a path names as seen from a file. Reports what is unknown, with near misses, and what an
   * import has but was not taken; undefined then.
   */
  find(module: Module, kind: Nameable, path: Path): Named | undefined {
    const found = this.#lookUp(module, kind, path);
    if (found !== undefined) return found;
    this.#findings.muted(this.#incomplete(module, path), () => {
      const near = nearMiss(path.text, this.visible(module, kind), path.span);
      const unknown = unknownOf[kind];
      this.#findings.add(unknown, module.source, path.span, { name: path.text }, near);
    });
    return undefined;
  }

  /** Whether a name may be missing only because the text that declares it could not be read. */
  #incomplete(module: Module, path: Path): boolean {
    const alias = path.segments.length > 1 ? path.segments[0]?.text : undefined;
    if (module.damaged || alias === undefined) return module.damaged;
    return module.absent.has(alias) || module.imports.get(alias)?.module.damaged === true;
  }

  /** All names of a kind as a file may write them. */
  visible(module: Module, kind: Kind): string[] {
    const names = [...this.own(module, kind).keys()];
    const needs = guarded[kind];
    for (const [alias, each] of module.imports) {
      if (needs !== undefined && !each.taking.has(needs)) continue;
      for (const name of this.own(each.module, kind).keys()) names.push(`${alias}.${name}`);
    }
    return names;
  }

  #lookUp(module: Module, kind: Kind, path: Path): Named | undefined {
    const own = this.own(module, kind).get(path.text);
    if (own !== undefined) return own;
    const [first, ...rest] = path.segments;
    const through = first === undefined ? undefined : module.imports.get(first.text);
    if (through === undefined || rest.length === 0) return undefined;
    const text = rest.map((segment) => segment.text).join('.');
    const found = this.own(through.module, kind).get(text);
    const needs = guarded[kind];
    if (found === undefined || needs === undefined || through.taking.has(needs)) return found;
    this.#findings.add(names.notTaken, module.source, path.span, {
      name: path.text,
      alias: first?.text ?? '',
      taking: needs,
    });
    return found;
  }

  #declare(module: Module): void {
    const spaces = new Map<Kind, Map<string, Named>>(kinds.map((kind) => [kind, new Map()]));
    this.#spaces.set(module, spaces);
    for (const declaration of module.file.declarations) {
      const kind = kindOf[declaration.kind];
      const name = declaredName(declaration);
      if (kind === undefined || name === undefined) continue;
      const space = spaces.get(kind) as Map<string, Named>;
      const before = space.get(name.text);
      if (before === undefined) {
        const named = { kind, name: module.prefix + name.text, module, declaration };
        space.set(name.text, { ...named, span: name.span });
        continue;
      }
      const label = { source: module.source, span: before.span, text: 'first here' };
      this.#findings.add(
        names.declaredTwice,
        module.source,
        name.span,
        { kind: declaration.kind === 'use' ? 'plugin name' : declaration.kind, name: name.text },
        { labels: [label] },
      );
    }
  }
}

function declaredName(declaration: Declaration): Name | undefined {
  if (declaration.kind === 'tool') return declaration.path;
  if (declaration.kind === 'use') return declaration.alias;
  return 'name' in declaration ? declaration.name : undefined;
}

const unknownOf = {
  type: names.unknownType,
  tool: names.unknownTool,
  agent: names.unknownAgent,
  approvers: names.unknownApprovers,
  secret: names.unknownSecret,
  plugin: names.unknownPlugin,
  block: names.unknownBlock,
} as const;
