import type { Connection } from 'vscode-languageserver';
import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import type { Model } from '../../dsl/model/model.ts';
import { diagnose } from '../service/diagnose.ts';
import type { Outcome } from '../service/look/inlays.ts';
import { type Document, Workspace } from '../service/workspace.ts';
import { diagnostic } from './convert.ts';
import { diskHost, uriOf } from './files.ts';
import { runTestsOf } from './test-runs.ts';

/** How long a text must rest before its tests are run, in milliseconds. */
const restMs = 300;

/** What is known of one open file beyond its text. */
interface Known {
  diagnostics: readonly Diagnostic[];
  /** The last model that was whole. */
  model: Model | undefined;
  outcomes: readonly Outcome[];
  /** Files that diagnostics were sent to on this one's behalf. */
  told: ReadonlySet<string>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The open files of one editor. A change is checked once the editor falls silent for a turn of the event
 * loop, so that a burst of keys costs one check; tests run when the text has rested.
 */
export class Session {
  readonly workspace: Workspace = new Workspace(diskHost());
  readonly #connection: Connection;
  readonly #known = new Map<string, Known>();
  #due: NodeJS.Immediate | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Takes a text of the editor; it and the open files that import it are checked soon. */
  change(name: string, text: string): void {
    this.workspace.set(name, text);
    if (!this.#known.has(name)) {
      const known = { diagnostics: [], model: undefined, outcomes: [], told: new Set<string>() };
      this.#known.set(name, { ...known, timer: undefined });
    }
    this.checkSoon();
  }

  close(name: string): void {
    const known = this.#known.get(name);
    clearTimeout(known?.timer);
    this.#known.delete(name);
    this.workspace.close(name);
    for (const file of known?.told ?? []) this.#tell(file, []);
    this.#tell(name, []);
    this.checkSoon();
  }

  /** A file changed on the disk. */
  changedOutside(name: string): void {
    this.workspace.forget(name);
    this.checkSoon();
  }

  checkSoon(): void {
    if (this.#due !== undefined) return;
    this.#due = setImmediate(() => {
      this.#due = undefined;
      for (const name of this.#known.keys()) this.#check(name);
    });
  }

  diagnosticsOf(name: string): readonly Diagnostic[] {
    this.#check(name);
    return this.#known.get(name)?.diagnostics ?? [];
  }

  modelOf(name: string): Model | undefined {
    this.#check(name);
    return this.#known.get(name)?.model;
  }

  outcomesOf(name: string): readonly Outcome[] {
    return this.#known.get(name)?.outcomes ?? [];
  }

  stop(): void {
    clearImmediate(this.#due);
    for (const { timer } of this.#known.values()) clearTimeout(timer);
  }

  readonly #checked = new WeakMap<Document, string>();

  /** Checks a file unless it and all it may import are as they were. */
  #check(name: string): void {
    const known = this.#known.get(name);
    const document = this.workspace.document(name);
    if (known === undefined || document === undefined) return;
    const stamp = this.#stamp(document);
    if (this.#checked.get(document) === stamp) return;
    this.#checked.set(document, stamp);
    const { model, diagnostics } = diagnose(this.workspace, document);
    known.diagnostics = diagnostics.get(name) ?? [];
    if (model !== undefined) known.model = model;
    this.#publish(name, known, diagnostics);
    clearTimeout(known.timer);
    known.timer = setTimeout(() => void this.#runTests(name, document), restMs);
  }

  readonly #versions = new WeakMap<Document, number>();
  #count = 0;

  /** Which versions of which files a check of this one saw. */
  #stamp(document: Document): string {
    const seen = new Map<string, number>();
    const visit = (each: Document): void => {
      if (seen.has(each.source.name)) return;
      let version = this.#versions.get(each);
      if (version === undefined) {
        this.#count += 1;
        version = this.#count;
        this.#versions.set(each, version);
      }
      seen.set(each.source.name, version);
      for (const node of each.file.declarations) {
        if (node.kind !== 'import') continue;
        const imported = this.workspace.imported(node.from.text, each.source.name);
        if (imported !== undefined) visit(imported);
      }
    };
    visit(document);
    return [...seen.values()].join(' ');
  }

  /** Sends what was found to the file, and to files it imports that are not open themselves. */
  #publish(name: string, known: Known, found: ReadonlyMap<string, readonly Diagnostic[]>): void {
    const others = [...found].filter(
      ([file, list]) => file !== name && !this.#known.has(file) && list.length > 0,
    );
    const told = new Set(others.map(([file]) => file));
    for (const file of known.told) {
      if (!told.has(file) && !this.#known.has(file)) this.#tell(file, []);
    }
    known.told = told;
    for (const [file, list] of others) this.#tell(file, list);
    this.#tell(name, found.get(name) ?? []);
  }

  #tell(name: string, list: readonly Diagnostic[]): void {
    const params = { uri: uriOf(name), diagnostics: list.map(diagnostic) };
    void this.#connection.sendDiagnostics(params).catch(() => undefined);
  }

  /** Runs the tests of a version; what comes of one that is stale by then is dropped. */
  async #runTests(name: string, document: Document): Promise<void> {
    try {
      const { outcomes, diagnostics } = await runTestsOf(this.workspace, document);
      const known = this.#known.get(name);
      if (known === undefined || this.workspace.document(name) !== document) return;
      known.outcomes = outcomes;
      const own = diagnostics.filter(({ source }) => source.name === name);
      if (own.length !== known.diagnostics.length) {
        known.diagnostics = own;
        this.#tell(name, own);
      }
      await this.#connection.languages.inlayHint.refresh();
    } catch (cause) {
      this.#connection.console.error(`tests of ${name} could not be run: ${String(cause)}`);
    }
  }
}
