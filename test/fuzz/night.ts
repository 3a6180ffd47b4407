import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { analyse } from '../../src/dsl/analyse.ts';
import { scan, scanAny } from '../../src/dsl/syntax/lexer/scan.ts';
import { Source } from '../../src/dsl/text/source.ts';
import { format } from '../../src/dsl/tools/format.ts';
import { declaresOf, digestOfSource } from '../../src/lock/pin.ts';
import { anyFile } from '../dsl/syntax/any-file.ts';

// `npm run fuzz -- [MINUTES] [SEED] [files|guests]`: reads, checks, compiles, formats and pins files of any kind, eight
// hours unless told, each of them named by one number. What breaks a promise is written to
// `fuzz-SEED.vak` in the working folder and told; the run goes on and ends with status 1. With `guests`,
// code of any kind is run in the sandbox instead, three tiers in turn.

const [minutes = '480', first = `${Date.now() % 1_000_000_000}`, what = 'files'] =
  process.argv.slice(2);
const end = performance.now() + Number(minutes) * 60_000;
const slowest = 5_000;
let found = 0;
let count = 0;
if (what === 'guests') {
  const { guestsUntil } = await import('./guests.ts');
  ({ count, found } = await guestsUntil(end, Number(first)));
}
for (let seed = Number(first); what === 'files' && performance.now() < end; seed += 1) {
  const text = anyFile(seed);
  const started = performance.now();
  const broken =
    problem(text) ?? (performance.now() - started > slowest ? 'it is slow' : undefined);
  count += 1;
  if (count % 10_000 === 0) process.stdout.write(`${count} files, ${found} found\n`);
  if (broken === undefined) continue;
  found += 1;
  writeFileSync(`fuzz-${seed}.vak`, text);
  process.stdout.write(`${seed}: ${broken}\n`);
}
process.stdout.write(`${count} ${what} from seed ${first}, ${found} found\n`);
process.exitCode = found > 0 || count === 0 ? 1 : 0;

/** Which promise a text breaks; undefined for none. */
function problem(text: string): string | undefined {
  try {
    const source = new Source('f', text);
    const { compiled, diagnostics } = analyse(source, { read: () => undefined });
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if ((compiled === undefined) !== errors.length > 0)
      return 'compiled with errors, or not without';
    const outside = diagnostics.some(({ span }) => span.end > text.length || span.start > span.end);
    if (outside) return 'a diagnostic stands outside the text';
    const [plain, any] = [scan(source), scanAny(source)].map((each) => JSON.stringify(each.tokens));
    if (plain !== any) return 'split by hand otherwise than by the token definitions';
    const once = format(source);
    if (format(new Source('f', once.text)).text !== once.text) return 'formatted twice it changes';
    if (
      digestOfSource(new Source('f', once.text)) !== digestOfSource(source) &&
      errors.length === 0
    ) {
      return 'formatting changed what it means';
    }
    declaresOf(source);
    return undefined;
  } catch (error) {
    return `it throws: ${String(error)}`;
  }
}
