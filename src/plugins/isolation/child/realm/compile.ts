import ivm from 'isolated-vm';
import type { Answer } from '../../wire/messages.ts';
import type { ModuleScript } from '../source.ts';
import type { Timed } from '../watch.ts';
import { runner, type Together, together, unjoined } from './linking.ts';
import { stuck } from './told.ts';

/** Code for a guest. */
export interface Source {
  /** JavaScript, one module. */
  readonly text: string;
  /** What it and they may import. */
  readonly modules: readonly ModuleScript[];
  /** Whether it is one expression, `export default …`, and may be taken as a script. */
  readonly expression: boolean;
  /** What the engine made of the same text elsewhere. Machine code: only ever of the host's own keeping. */
  readonly cached?: Buffer | undefined;
}

/** Code that is compiled and linked, and of which nothing has run. */
export interface Compiled {
  /** Runs it, and gives its default export, whatever that is, or says why it has none yet. Throws what it throws. */
  readonly start: (options: Timed | undefined) => ivm.Reference | Answer;
  readonly hasDefault: (isolate: ivm.Isolate) => boolean;
}

const filename = 'tool';
const [before, after] = ['true?', ':0'];
/** What stands before the expression in a module, less what stands before it in a script. */
const columnOffset = 'export default '.length - before.length;

/**
 * The script that gives what such a module exports. Only where the whole text is one expression does it parse: a
 * text that goes on behind its first one would mean something else as a module.
 */
const scriptOf = (text: string): string =>
  `${before}${text.slice('export default '.length, -';\n'.length)}${after}`;

/**
 * Compiles a text and links it to what it may import; or says what else it would. The engine takes what is kept of
 * a text for scripts alone, so one that is a single expression is a script. Throws for what does not parse.
 */
export function compile(
  isolate: ivm.Isolate,
  context: ivm.Context,
  source: Source,
): Compiled | Answer {
  const { text, expression, cached } = source;
  if (!expression) return linked(isolate, context, source);
  const kept = cached === undefined ? {} : { cachedData: copyOf(cached) };
  const options = { filename, columnOffset, ...kept };
  const compiled = isolate.compileScriptSync(scriptOf(text), options);
  return {
    start: (options) => compiled.runSync(context, { ...options, reference: true }),
    hasDefault: () => true,
  };
}

/** What the engine makes of a text that is one expression, to be kept; undefined for any other. */
export function cacheOf(isolate: ivm.Isolate, { text, expression }: Source): Buffer | undefined {
  if (!expression) return undefined;
  const options = { filename, columnOffset, produceCachedData: true };
  const made: unknown = isolate.compileScriptSync(scriptOf(text), options);
  const { cachedData } = made as ivm.CachedDataResult;
  return cachedData === undefined ? undefined : Buffer.from(cachedData.copy());
}

function linked(isolate: ivm.Isolate, context: ivm.Context, source: Source): Compiled | Answer {
  const found = compiled(isolate, source);
  if ('end' in found) return found;
  const { main, named } = found;
  const { text, filename, gives } = runner;
  const runs = isolate.compileModuleSync(text, { filename });
  try {
    main.instantiateSync(context, named);
    runs.instantiateSync(context, () => main);
  } catch (error) {
    if (isolate.isDisposed) throw error;
    return unjoined(error);
  }
  return {
    start: (options) => {
      runs.evaluateSync(options);
      try {
        return runs.namespace.getSync(gives, { reference: true });
      } catch (error) {
        if (isolate.isDisposed) throw error;
        return stuck;
      }
    },
    hasDefault: (isolate) => {
      try {
        const asks = isolate.compileModuleSync("import tool from 'tool'; tool;");
        asks.instantiateSync(context, () => main);
        return true;
      } catch {
        return false;
      }
    },
  };
}

function compiled(isolate: ivm.Isolate, source: Source): Together | Answer {
  const texts = together(source);
  let step = texts.next();
  while (step.done !== true) {
    const { text, filename } = step.value;
    step = texts.next(isolate.compileModuleSync(text, { filename }));
  }
  return step.value;
}

const copies = new WeakMap<Buffer, ivm.ExternalCopy<ArrayBuffer>>();
function copyOf(bytes: Buffer): ivm.ExternalCopy<ArrayBuffer> {
  let copy = copies.get(bytes);
  if (copy === undefined) {
    copy = new ivm.ExternalCopy(new Uint8Array(bytes).buffer);
    copies.set(bytes, copy);
  }
  return copy;
}
