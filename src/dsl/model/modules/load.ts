import { names } from '../../diagnostics/catalogue/names/index.ts';
import type { ImportDeclaration } from '../../syntax/ast.ts';
import { type Parsed, parse } from '../../syntax/parse.ts';
import type { Source } from '../../text/source.ts';
import type { Json } from '../../values/value.ts';
import { type Findings, nearMiss } from '../parts/findings.ts';
import { declarations, type Import, type Module, type Takeable, takeable } from './module.ts';

/** What is known of a plugin without running it: the contents of its `vak.plugin.json`. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly api: number;
  /** Where its code runs; in the host's process unless told. */
  readonly runs?: 'process' | 'isolate';
  /** Words of the points it fills, as after `use … for`. */
  readonly provides: readonly string[];
  readonly requires?: readonly string[];
  readonly needs?: { readonly [what: string]: readonly string[] };
  /** JSON Schema of its config. */
  readonly config?: Json;
  /** The file with its code, relative to the manifest. */
  readonly entry?: string;
  /** Digest of that file, `sha256:<hex>`. */
  readonly digest?: string;
}

/** How the checker, which reads no files, gets at other files. */
export interface Reader {
  /** The file that `specifier` names in the file called `from`; undefined when there is none. */
  read(specifier: string, from: string): Source | undefined;
  /** The manifest of a plugin; undefined when it has none that can be read. */
  manifest?(specifier: string, from: string): Manifest | undefined;
  /** What parsing this very source gave, for those who keep it; without it the source is parsed. */
  parsed?(source: Source): Parsed | undefined;
}

interface Draft extends Module {
  readonly imports: Map<string, Import>;
  readonly absent: Set<string>;
  readonly taken: Set<Takeable>;
}

/**
 * Reads and parses a file and all it imports, each once, breadth first, so that a file's names carry
 * the shortest way to it. Reports what is missing or goes in a circle; what is missing is left out.
 */
export function loadModules(
  entry: Source,
  reader: Reader,
  findings: Findings,
): readonly [Module, ...Module[]] {
  const byName = new Map<string, Draft>();
  const open = (source: Source, prefix: string): Draft => {
    const { file, diagnostics } = reader.parsed?.(source) ?? parse(source);
    findings.take(diagnostics);
    const damaged = diagnostics.some((each) => each.severity === 'error');
    const isEntry = prefix === '';
    const made = { source, file, prefix, isEntry, damaged };
    const module: Draft = { ...made, imports: new Map(), absent: new Set(), taken: new Set() };
    if (isEntry) for (const each of takeable) module.taken.add(each);
    byName.set(source.name, module);
    return module;
  };
  const first = open(entry, '');
  const modules: [Draft, ...Draft[]] = [first];
  for (let index = 0; index < modules.length; index += 1) {
    const importer = modules[index] as Draft;
    for (const declaration of declarations(importer, 'import')) {
      const alias = declaration.alias.text;
      if (repeated(importer, declaration, findings)) continue;
      const source = reader.read(declaration.from.text, importer.source.name);
      if (source === undefined) {
        const { text, span } = declaration.from;
        findings.add(names.missingFile, importer.source, span, { path: text });
        importer.absent.add(alias);
        continue;
      }
      let module = byName.get(source.name);
      if (module === undefined) {
        module = open(source, `${importer.prefix}${alias}.`);
        modules.push(module);
      }
      const taking = takings(importer, declaration, findings);
      importer.imports.set(alias, { declaration, module, taking });
    }
  }
  spreadTaking(modules);
  reportCycles(first, findings);
  return modules;
}

/** What a file may bring is what some way to it lets through at every step. */
function spreadTaking(modules: readonly Draft[]): void {
  let grown = true;
  while (grown) {
    grown = false;
    for (const importer of modules) {
      for (const { module, taking } of importer.imports.values()) {
        const taken = (module as Draft).taken;
        for (const each of taking) {
          if (!importer.taken.has(each) || taken.has(each)) continue;
          taken.add(each);
          grown = true;
        }
      }
    }
  }
}

function repeated(importer: Draft, declaration: ImportDeclaration, findings: Findings): boolean {
  const { alias } = declaration;
  const before = importer.imports.get(alias.text);
  if (before === undefined) return false;
  const label = {
    source: importer.source,
    span: before.declaration.alias.span,
    text: 'first here',
  };
  findings.add(
    names.declaredTwice,
    importer.source,
    alias.span,
    { kind: 'import', name: alias.text },
    { labels: [label] },
  );
  return true;
}

function takings(
  importer: Draft,
  declaration: ImportDeclaration,
  findings: Findings,
): ReadonlySet<Takeable> {
  const taking = new Set<Takeable>();
  for (const word of declaration.taking) {
    const known = takeable.find((each) => each === word.text);
    if (known !== undefined) taking.add(known);
    else {
      const near = nearMiss(word.text, takeable, word.span);
      findings.add(names.unknownTaking, importer.source, word.span, { word: word.text }, near);
    }
  }
  return taking;
}

function reportCycles(entry: Module, findings: Findings): void {
  const done = new Set<Module>();
  const way: Module[] = [];
  const visit = (module: Module): void => {
    way.push(module);
    for (const each of module.imports.values()) {
      const start = way.indexOf(each.module);
      if (start >= 0) {
        const files = [...way.slice(start), each.module].map((step) => step.source.name);
        findings.add(names.importCycle, module.source, each.declaration.from.span, { files });
      } else if (!done.has(each.module)) visit(each.module);
    }
    way.pop();
    done.add(module);
  };
  visit(entry);
}
