import type { ToolCode, ToolModule } from '../../../../runtime/contract/execution.ts';
import { codeWith } from '../../../../tool/code.ts';
import { digestOf } from '../../../../tool/manifest.ts';
import { readFile } from '../../../input/files.ts';
import { WrongUsage } from '../../../output/shell.ts';

/** A module and where it lies. */
interface Lying {
  readonly name: string;
  readonly file: string;
}

/**
 * The code of a FILE with what it may import, said as `--modules money=money.ts,@acme/tax=tax.ts`.
 * @throws WrongUsage for a list of another form, and for a file that cannot be read
 */
export const givenCode = (file: string, modules: string | undefined): ToolCode =>
  codeOf(file, givenModules(modules));

/** The code of a FILE and of its modules. @throws WrongUsage for a file that cannot be read */
export const codeOf = (file: string, modules: readonly Lying[]): ToolCode =>
  codeWith(
    '',
    codeFile(file),
    modules.map(({ name, file }) => ({ name, ...codeFile(file) })),
  );

function givenModules(list: string | undefined): readonly Lying[] {
  const found = new Map<string, Lying>();
  for (const one of list?.split(',') ?? []) {
    const [, name, file] = /^\s*([^=\s]+)\s*=\s*(.+?)\s*$/.exec(one) ?? [];
    if (name === undefined || file === undefined || found.has(name)) {
      throw new WrongUsage(
        '`--modules` is a list such as money=money.ts,tax=tax.ts, each name once',
      );
    }
    found.set(name, { name, file });
  }
  return [...found.values()];
}

function codeFile(file: string): Omit<ToolModule, 'name'> {
  const { text } = readFile(file);
  return { file, text, digest: digestOf(text) };
}
