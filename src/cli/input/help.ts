import { usageOf } from './command-line.ts';
import { type Command, commands } from './registry.ts';

/** The text of `--help`: about one command, or about several. */
export function helpText(about: readonly Command[]): string {
  const [only, ...more] = about;
  if (only !== undefined && more.length === 0) {
    return `${usageOf(only)}\n\n  ${only.summary}\n\n${common}`;
  }
  const width = Math.max(...about.map((command) => command.name.length)) + 2;
  const lines = about.map((command) => `  ${command.name.padEnd(width)}${command.summary}`);
  const title = about === commands ? 'vak governs what AI agents may do.\n\n' : '';
  return `${title}usage: vak COMMAND …\n\n${lines.join('\n')}\n\n${common}`;
}

const common = `  --json     print JSON for machines
  --help     say how a command is used
  --version  print the version

exit status: 0 fine, 1 findings, 2 wrong usage or a file that cannot be read
`;
