import { setFlagsFromString } from 'node:v8';
import type ivm from 'isolated-vm';
import type { Answer } from '../../wire/messages.ts';
import type { Source } from './compile.ts';
import { message, moduleFile, notGiven } from './told.ts';

/**
 * Takes `import source s from 'm'` out of the language of every isolate that this process makes from now on: the
 * library ends the process when it joins such a module. It holds for the process' own code too, in all its threads.
 */
export const forbidSourcePhase = (): void => setFlagsFromString('--no-js-source-phase-imports');

/** A text to compile, and what the engine calls it. */
export interface Wanted {
  readonly text: string;
  readonly filename: string;
}

/** A tool's own file and all it imports, compiled, each once, and not yet joined. */
export interface Together {
  readonly main: ivm.Module;
  /** The module that a name stands for, in whichever of them. */
  readonly named: (name: string) => ivm.Module;
}

/**
 * Asks for the texts to be compiled that a tool imports, and those for what they import, each once, whatever way it
 * is reached; what nothing imports is never looked at. Ends with all of them, or with what is not to be had.
 */
export function* together({
  text,
  modules,
}: Pick<Source, 'text' | 'modules'>): Generator<Wanted, Together | Answer, ivm.Module> {
  const texts = new Map(modules.map((module) => [module.name, module.text]));
  const made = new Map<string, ivm.Module>();
  const foreign = new Set<string>();
  const main = yield { text, filename: 'tool' };
  const line = [main];
  for (const module of line) {
    for (const name of module.dependencySpecifiers) {
      const wanted = texts.get(name);
      if (wanted === undefined) foreign.add(name);
      else if (!made.has(name)) {
        const one = yield { text: wanted, filename: moduleFile(name) };
        made.set(name, one);
        line.push(one);
      }
    }
  }
  if (foreign.size > 0) return notGiven([...foreign], modules);
  return { main, named: (name) => made.get(name) ?? refuse() };
}

const refuse = (): never => {
  throw new Error('a tool imports its modules alone');
};

/** Why modules do not join: one asks another for what that does not export. */
export const unjoined = (error: unknown): Answer => ({ end: 'refused', text: message(error) });

/**
 * A module to run in place of a tool's own, which it is joined to. It exports what that exports as its default, once that
 * and all it imports have run to their ends; before, what it exports cannot be read. A tool that awaits for ever as
 * it loads is so never called, though its function be there from the beginning.
 */
export const runner = {
  text: "import * as all from 'tool'; export const tool = all.default;",
  filename: 'vak',
  gives: 'tool',
} as const;
