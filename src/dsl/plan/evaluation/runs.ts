import { canonicalFlags } from '../../values/kinds/command/flags.ts';
import { mentions } from '../../values/kinds/command/mention.ts';
import type { ProgramValue, Truth } from '../../values/value.ts';
import { unknown } from '../../values/value.ts';
import type { Evaluation, Facts } from '../evaluate.ts';

/**
 * `command runs "program" with [flags]`: some program of the line has that name and all of these flags,
 * each in any of its spellings. Unknown where the line, or what could be such a flag, cannot be read, and where
 * a program that is not known to run nothing is given the name.
 */
export function runs(
  program: string,
  flags: readonly string[],
  of: Evaluation,
): (facts: Facts) => Truth {
  // One by one: none of them is another's value.
  const wanted = flags.flatMap((flag) => canonicalFlags(program, [flag]).flags);
  return (facts) => {
    const command = of(facts);
    if (typeof command !== 'object' || !('kind' in command) || command.kind !== 'command') {
      return unknown;
    }
    if (command.programs === undefined) return unknown;
    let truth: Truth = false;
    for (const each of command.programs) {
      if (each.name !== program) {
        if (mentions(each, program)) truth = unknown;
        continue;
      }
      const has = hasAll(each, wanted);
      if (has === true) return true;
      if (has === unknown) truth = unknown;
    }
    return truth;
  };
}

function hasAll(program: ProgramValue, wanted: readonly string[]): Truth {
  let truth: Truth = true;
  for (const flag of wanted) {
    if (program.flags.includes(flag)) continue;
    if (!mayHave(program, flag)) return false;
    truth = unknown;
  }
  return truth;
}

/** A flag that is not plainly there may still be: in a cluster, as an abbreviation, or at run time. */
function mayHave(program: ProgramValue, flag: string): boolean {
  if (program.open === true || program.perhaps?.includes(flag) === true) return true;
  if (flag.startsWith('--')) {
    return program.flags.some((given) => given.length > 2 && flag.startsWith(given));
  }
  return (
    flag.length > 2 && [...flag.slice(1)].every((letter) => mayHaveLetter(program, `-${letter}`))
  );
}

const mayHaveLetter = (program: ProgramValue, letter: string): boolean =>
  program.flags.includes(letter) || program.perhaps?.includes(letter) === true;
