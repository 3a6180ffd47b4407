/** How a command ended: 0 fine, 1 findings, 2 wrong usage or a file that cannot be read. */
export type Exit = 0 | 1 | 2;

/** What a command may touch of the process it runs in. Relative files stand in the working folder. */
export interface Shell {
  /** Results: one JSON document or text for people. */
  out(text: string): void;
  /** Notes, which are never part of the result. */
  err(text: string): void;
  /** True once nobody reads the results any more; what is written then is dropped. */
  readonly closed: boolean;
  /** Whether results may carry colours: a terminal reads them and wants colours. */
  readonly colour: boolean;
  /** Whether a person at a terminal reads the notes. */
  readonly terminal: boolean;
}

/** The process's own shell. A reader that goes away (`vak … | head -1`) ends output, not the command. */
export function processShell(): Shell {
  const { stdout, stderr, env } = process;
  let closed = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    closed = true;
    if (error.code !== 'EPIPE') process.exitCode = 1;
  });
  stderr.on('error', () => {});
  return {
    out: (text) => {
      if (!closed) stdout.write(text);
    },
    err: (text) => {
      stderr.write(text);
    },
    get closed() {
      return closed;
    },
    colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    terminal: stderr.isTTY === true,
  };
}

/**
 * Thrown where a command was used wrongly or a FILE cannot be read: the text goes to stderr, nothing
 * to stdout, and the command exits with 2.
 */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WrongUsage';
  }
}

/** Writes one JSON document, or one line of JSON lines. */
export function writeJson(shell: Shell, value: unknown): void {
  shell.out(`${JSON.stringify(value, bigintAsDigits)}\n`);
}

const bigintAsDigits = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;
