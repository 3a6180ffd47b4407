import { stripTypeScriptTypes } from 'node:module';

/** JavaScript made of a tool's text, with every token where the author wrote it; or why not. */
export type Script =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly why: string;
      readonly line?: number;
      readonly column?: number;
      /** The stripper itself broke, and is not to be trusted with a further text. */
      readonly broken: boolean;
    };

/** Blanks types out of TypeScript. */
export function script(text: string, typed: boolean): Script {
  const plain = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  return typed ? strip(plain) : { ok: true, text: plain };
}

function strip(text: string): Script {
  try {
    return { ok: true, text: stripTypeScriptTypes(text, { mode: 'strip' }) };
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
