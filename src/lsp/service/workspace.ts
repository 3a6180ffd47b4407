import type { Manifest, Reader } from '../../dsl/model/modules/load.ts';
import type { File } from '../../dsl/syntax/ast.ts';
import { type Scan, scan } from '../../dsl/syntax/lexer/scan.ts';
import { type Parsed, parseScanned } from '../../dsl/syntax/parse.ts';
import { Source } from '../../dsl/text/source.ts';
import { type Flat, flatten } from './names/flat.ts';
import { type Site, sitesOf } from './names/sites.ts';

/** How the service, which reads no files, gets at what is not open in the editor. */
export interface Host {
  /** The name of the file that `specifier` means in the file called `from`. */
  locate(specifier: string, from: string): string | undefined;
  /** The text of a file as it is kept; undefined when there is none. */
  load(name: string): string | undefined;
  /** The manifest of a plugin, read and never run. */
  manifest?(specifier: string, from: string): Manifest | undefined;
}

/** One version of one file; what is asked of it is worked out once, when first asked. */
export class Document {
  readonly source: Source;
  #scan: Scan | undefined;
  #parsed: Parsed | undefined;
  #flat: Flat | undefined;
  #sites: readonly Site[] | undefined;

  constructor(source: Source) {
    this.source = source;
  }

  get parsed(): Parsed {
    this.#parsed ??= parseScanned(this.source, () => this.#scanned);
    return this.#parsed;
  }

  get file(): File {
    return this.parsed.file;
  }

  /** Its tokens and comments. */
  get flat(): Flat {
    this.#flat ??= flatten(this.#scanned);
    return this.#flat;
  }

  get #scanned(): Scan {
    this.#scan ??= scan(this.source);
    return this.#scan;
  }

  /** Every word of it that names something, in the order of the tree. */
  get sites(): readonly Site[] {
    this.#sites ??= sitesOf(this.file);
    return this.#sites;
  }
}

/**
 * The files an author works on: texts that are open win over those that are kept. Each version of a
 * file is parsed once, whoever asks; a change of one file leaves what is known of the others.
 */
export class Workspace {
  readonly #host: Host;
  readonly #open = new Map<string, Document>();
  readonly #kept = new Map<string, Document | undefined>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Takes a text as it stands in the editor. */
  set(name: string, text: string): Document {
    const before = this.#open.get(name);
    if (before?.source.text === text) return before;
    const document = new Document(new Source(name, text));
    this.#open.set(name, document);
    return document;
  }

  /** The same files with other texts for some of them; this workspace stays as it is. */
  with(texts: ReadonlyMap<string, string>): Workspace {
    const other = new Workspace(this.#host);
    for (const [name, document] of this.#open) other.#open.set(name, document);
    for (const [name, document] of this.#kept) other.#kept.set(name, document);
    for (const [name, text] of texts) other.set(name, text);
    return other;
  }

  /** Forgets a text of the editor; what is kept counts again. */
  close(name: string): void {
    this.#open.delete(name);
    this.#kept.delete(name);
  }

  /** Forgets what was read of a kept file, which has changed. */
  forget(name: string): void {
    this.#kept.delete(name);
  }

  /** A file by its name; undefined when it is neither open nor kept. */
  document(name: string): Document | undefined {
    const open = this.#open.get(name);
    if (open !== undefined) return open;
    if (this.#kept.has(name)) return this.#kept.get(name);
    const text = this.#host.load(name);
    const document = text === undefined ? undefined : new Document(new Source(name, text));
    this.#kept.set(name, document);
    return document;
  }

  /** The file that an import of another file means. */
  imported(specifier: string, from: string): Document | undefined {
    const name = this.#host.locate(specifier, from);
    return name === undefined ? undefined : this.document(name);
  }

  /** Every file that was opened or read, and all they import. */
  all(): readonly Document[] {
    const found = new Map<string, Document>();
    const visit = (document: Document | undefined): void => {
      if (document === undefined || found.has(document.source.name)) return;
      found.set(document.source.name, document);
      for (const each of document.file.declarations) {
        if (each.kind === 'import') visit(this.imported(each.from.text, document.source.name));
      }
    };
    for (const document of this.#open.values()) visit(document);
    for (const name of [...this.#kept.keys()]) visit(this.document(name));
    return [...found.values()];
  }

  /** What the checker reads other files with; it takes the trees that stand already. */
  reader(): Required<Reader> {
    return {
      read: (specifier, from) => this.imported(specifier, from)?.source,
      manifest: (specifier, from) => this.#host.manifest?.(specifier, from),
      parsed: (source) => {
        const document = this.document(source.name);
        return document?.source === source ? document.parsed : undefined;
      },
    };
  }
}
