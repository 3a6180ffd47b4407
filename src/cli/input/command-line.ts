import { parseArgs } from 'node:util';
import { WrongUsage } from '../output/shell.ts';
import { type Command, commands, type Given, notBuilt } from './registry.ts';

/** What the words of a command line ask for. */
export type Asked =
  | { readonly ask: 'version' }
  /** Of all commands, or of those named. */
  | { readonly ask: 'help'; readonly about: readonly Command[] }
  | { readonly ask: 'run'; readonly command: Command; readonly given: Given };

/**
 * Reads a command line, without the program's own name.
 * @throws WrongUsage saying what is wrong with it
 */
export function readCommandLine(argv: readonly string[]): Asked {
  const [first, second] = argv;
  if (first === undefined) throw new WrongUsage(`a command is missing\n\n${hint}`);
  if (first === '--version' || first === '-V') return { ask: 'version' };
  if (first === '--help' || first === '-h' || first === 'help')
    return { ask: 'help', about: commands };

  const group = commands.filter((command) => command.name.startsWith(`${first} `));
  if (group.length > 0) {
    if (second === '--help' || second === '-h') return { ask: 'help', about: group };
    const command = group.find((each) => each.name === `${first} ${second}`);
    if (command !== undefined) return ask(command, argv.slice(2));
    const words = group.map((each) => `\`${each.name.slice(first.length + 1)}\``).join(', ');
    throw new WrongUsage(`\`vak ${first}\` wants one of ${words}`);
  }

  const command = commands.find((each) => each.name === first);
  if (command !== undefined) return ask(command, argv.slice(1));
  if (notBuilt.includes(first)) {
    throw new WrongUsage(`VAK0002: \`vak ${first}\` is not built yet`);
  }
  const what = first.startsWith('-') ? 'option' : 'command';
  throw new WrongUsage(`there is no ${what} \`${first}\`\n\n${hint}`);
}

const hint = '`vak --help` lists the commands';

function ask(command: Command, args: readonly string[]): Asked {
  const end = args.indexOf('--');
  const words = end < 0 ? args : args.slice(0, end);
  if (words.includes('--help') || words.includes('-h')) return { ask: 'help', about: [command] };
  const { values, positionals } = parse(command, args);
  const every = (name: string): readonly string[] => {
    const given = values[name];
    return Array.isArray(given) ? given : [];
  };
  const again = Object.keys(values).find(
    (name) => every(name).length > 1 && command.options[name]?.multiple !== true,
  );
  if (again !== undefined) wrong(command, `\`--${again}\` is given twice, and takes one value`);
  const missing = command.required?.find((name) => values[name] === undefined);
  if (missing !== undefined) wrong(command, `\`--${missing}\` is missing`);
  const [least, most] = command.takes;
  if (positionals.length < least) wrong(command, 'an argument is missing');
  if (positionals.length > most)
    wrong(command, `\`${positionals[most]}\` is one argument too many`);
  return {
    ask: 'run',
    command,
    given: {
      positionals,
      json: values.json === true,
      option: (name) => every(name)[0],
      every,
      flag: (name) => values[name] === true,
    },
  };
}

interface Parsed {
  readonly values: { readonly [name: string]: unknown };
  readonly positionals: readonly string[];
}

function parse(command: Command, args: readonly string[]): Parsed {
  // Each value is wanted, so that a second one is seen and not taken in the place of the first.
  const options = Object.entries(command.options).map(
    ([name, one]) => [name, one.type === 'string' ? { ...one, multiple: true } : one] as const,
  );
  try {
    return parseArgs({
      args: [...args],
      options: { ...Object.fromEntries(options), json: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    // Node's message: a sentence for people, then sometimes advice about its own conventions.
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    return wrong(command, sentence.charAt(0).toLowerCase() + sentence.slice(1));
  }
}

function wrong(command: Command, what: string): never {
  throw new WrongUsage(`${what}\n\nusage: ${usageOf(command)}`);
}

/** The usage line of a command. */
export function usageOf(command: Command): string {
  return `vak ${command.name} ${command.usage} [--json]`;
}
