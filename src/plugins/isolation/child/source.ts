import { stripTypeScriptTypes } from 'node:module';
import type { Code, ModuleText } from '../wire/messages.ts';
import { placeInModule } from './realm/told.ts';

/** JavaScript that another imports by a name. */
export type ModuleScript = Omit<ModuleText, 'typed'>;

/** JavaScript made of a tool's texts, with every token where the author wrote it; or why not. */
export type Script =
  | { readonly ok: true; readonly text: string; readonly modules: readonly ModuleScript[] }
  | Unreadable;

/** Why a text is no JavaScript, and where in the tool's own file. */
interface Unreadable {
  readonly ok: false;
  readonly why: string;
  readonly line?: number;
  readonly column?: number;
  /** The stripper itself broke, and is not to be trusted with a further text. */
  readonly broken: boolean;
}

/** Blanks types out of TypeScript, of a tool's own file and then of what it may import. */
export function script(code: Pick<Code, 'text' | 'typed' | 'modules'>): Script {
  const own = plain(code.text, code.typed);
  if (typeof own !== 'string') return own;
  const modules: ModuleScript[] = [];
  for (const { name, text, typed } of code.modules) {
    const made = plain(text, typed);
    if (typeof made !== 'string') return within(name, made);
    modules.push({ name, text: made });
  }
  return { ok: true, text: own, modules };
}

function plain(text: string, typed: boolean): string | Unreadable {
  const bare = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  return typed ? strip(bare) : bare;
}

const within = (name: string, { why, line, column, broken }: Unreadable): Unreadable => ({
  ok: false,
  why: `${why}${placeInModule(name, line, column)}`,
  broken,
});

function strip(text: string): string | Unreadable {
  try {
    return stripTypeScriptTypes(text, { mode: 'strip' });
  } catch (error) {
    const { code, message, stack } = error as NodeJS.ErrnoException;
    const known =
      code === 'ERR_INVALID_TYPESCRIPT_SYNTAX' || code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX';
    if (!known) return { ok: false, why: 'the code cannot be read as TypeScript', broken: true };
    return { ok: false, why: first(message), ...place(stack ?? ''), broken: false };
  }
}

const first = (message: string): string => (message.split('\n')[0] ?? '').slice(0, 300);

/** Reads the excerpt that the stripper draws: a line `:3`, the text, and carets below it. */
function place(stack: string): { line?: number; column?: number } {
  const lines = stack.split('\n', 8);
  const line = /:(\d+)$/.exec(lines[0] ?? '')?.[1];
  const carets = lines.find((candidate) => /^\s*\^+$/.test(candidate));
  return {
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(carets === undefined ? {} : { column: carets.indexOf('^') + 1 }),
  };
}
