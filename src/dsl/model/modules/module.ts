import type {
  Declaration,
  FactsBlock,
  FactsDeclaration,
  File,
  ImportDeclaration,
  Name,
  Path,
} from '../../syntax/ast.ts';
import type { Source } from '../../text/source.ts';

/** What an import may let in beyond types, tools and objections. */
export const takeable = [
  'permits',
  'agents',
  'approvers',
  'secrets',
  'plugins',
  'memory',
  'audit',
  'trace',
] as const;
export type Takeable = (typeof takeable)[number];

/** One imported file as one importer sees it. */
export interface Import {
  readonly declaration: ImportDeclaration;
  readonly module: Module;
  readonly taking: ReadonlySet<Takeable>;
}

/** One file of a checked whole. */
export interface Module {
  readonly source: Source;
  readonly file: File;
  /** What stands before this file's names in the plan: empty for the entry, else `alias.`. */
  readonly prefix: string;
  readonly imports: ReadonlyMap<string, Import>;
  /** Aliases of imports whose file is missing. */
  readonly absent: ReadonlySet<string>;
  /** What lets this file's grants through, along the way by which it was first reached. */
  readonly taken: ReadonlySet<Takeable>;
  readonly isEntry: boolean;
  /** True when its text has errors, so that some of what it declares may be missing. */
  readonly damaged: boolean;
}

/** The declaration that a kind of word begins. */
export type DeclarationOf<K extends Declaration['kind']> = K extends FactsBlock
  ? FactsDeclaration
  : Extract<Declaration, { kind: K }>;

/** The declarations of one kind, in the author's order. */
export function declarations<K extends Declaration['kind']>(
  module: Module,
  ...kinds: readonly K[]
): DeclarationOf<K>[] {
  const wanted: readonly string[] = kinds;
  return module.file.declarations.filter((each): each is DeclarationOf<K> & typeof each =>
    wanted.includes(each.kind),
  );
}

/** A path as a fact's value spells it; undefined for a value that is no name. */
export function nameIn(value: {
  readonly kind: string;
  readonly span: Name['span'];
  readonly text?: string;
  readonly path?: Path;
  readonly call?: unknown;
  readonly type?: string;
  readonly value?: unknown;
}): Path | undefined {
  const { span } = value;
  if (value.kind === 'word' && value.text !== undefined) {
    return { segments: [{ text: value.text, span }], text: value.text, span };
  }
  if (value.kind === 'reference' && value.call === undefined) return value.path;
  if (value.kind === 'literal' && value.type === 'string' && typeof value.value === 'string') {
    return { segments: [{ text: value.value, span }], text: value.value, span };
  }
  return undefined;
}
