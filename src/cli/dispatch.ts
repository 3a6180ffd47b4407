import { VakError } from '../runtime/contract/errors.ts';
import { engine } from '../version.ts';
import { readCommandLine } from './input/command-line.ts';
import type { Given } from './input/registry.ts';
import { type Exit, type Shell, WrongUsage } from './output/shell.ts';

/**
 * Does what a command line asks for and gives the exit status. Never throws: wrong usage goes to
 * stderr with nothing on stdout, and a fault of vak itself is told in one line, without a stack
 * unless `VAK_DEBUG` is set.
 */
export async function dispatch(argv: readonly string[], shell: Shell): Promise<Exit> {
  let given: Given | undefined;
  try {
    const asked = readCommandLine(argv);
    if (asked.ask === 'version') {
      shell.out(`${engine}\n`);
      return 0;
    }
    if (asked.ask === 'help') {
      const { helpText } = await import('./input/help.ts');
      shell.out(helpText(asked.about));
      return 0;
    }
    given = asked.given;
    const run = await asked.command.load();
    return await run(asked.given, shell);
  } catch (error) {
    return await failure(error, given, shell);
  }
}

async function failure(error: unknown, given: Given | undefined, shell: Shell): Promise<Exit> {
  if (error instanceof WrongUsage) {
    shell.err(`vak: ${error.message}\n`);
    return 2;
  }
  if (error instanceof VakError) {
    const { reportError } = await import('./output/findings.ts');
    const [file = ''] = given?.positionals ?? [];
    return reportError(error, { json: given?.json === true, file }, shell);
  }
  const { code, syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code !== undefined && syscall !== undefined) {
    const { reason } = await import('./input/files.ts');
    const where = path === undefined ? syscall : `${syscall} \`${path}\``;
    shell.err(`vak: cannot ${where}: ${reason(error)}\n`);
    return 2;
  }
  const debug = process.env.VAK_DEBUG ? `\n${(error as Error).stack}` : '';
  shell.err(`vak: this is a fault of vak itself: ${String(error)}${debug}\n`);
  return 1;
}
