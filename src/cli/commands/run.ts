import { fakeClock } from '../../runtime/testing/fake-clock.ts';
import { recordedTools } from '../../runtime/testing/recorded-tools.ts';
import { analyseFile } from '../input/analysed.ts';
import { readFile } from '../input/files.ts';
import type { Given } from '../input/registry.ts';
import { reportBroken } from '../output/findings.ts';
import { printable } from '../output/palette.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../output/shell.ts';
import { timelineOf } from '../output/timeline.ts';
import { type Answers, answersOf } from '../script/answers.ts';
import { drive } from '../script/drive.ts';
import { readScripts } from '../script/read-script.ts';

/**
 * `vak run FILE --script FILE [--audit DIR]`: drives sessions of calls through the whole road. Tools
 * with code run in the sandbox; the host's tools answer what the script has them answer.
 */
export async function run(given: Given, shell: Shell): Promise<Exit> {
  const [file = ''] = given.positionals;
  if (file.endsWith('.vakb')) {
    throw new WrongUsage('a bundle is run by a host, which says whose signatures it trusts');
  }
  const source = readFile(given.option('script') ?? '');
  const analysed = analyseFile(file);
  const { compiled, diagnostics } = analysed;
  if (compiled === undefined) return reportBroken(diagnostics, given.json, shell);
  const reading = readScripts(source, compiled.plan);
  if (!reading.ok) return reportBroken(reading.diagnostics, given.json, shell);

  let answers: Answers | undefined;
  const recorded = recordedTools({
    offers: (tool) => tool.run === null && !tool.event,
    answer: (tool) => answers?.result(tool),
  });
  const { openAnalysis } = await import('../../opening/open-analysis.ts');
  const { scriptedBuiltins } = await import('../roads/builtins.ts');
  const { roadOf } = await import('../roads/script-road.ts');
  const clock = fakeClock(Date.now());
  const audit = given.option('audit');
  const vak = await openAnalysis(analysed, {
    cwd: process.cwd(),
    file,
    builtins: scriptedBuiltins(recorded),
    clock,
    ...(audit === undefined ? {} : { audit }),
  });
  try {
    for (const script of reading.scripts) {
      answers = answersOf(script);
      const road = roadOf(vak, script, clock);
      const session = source.name.endsWith('.jsonl') ? { session: road.session } : {};
      if (!given.json) shell.out(`${printable(`${script.agent}, session ${road.session}`)}\n`);
      for await (const line of drive(script, answers, road)) {
        if (given.json) writeJson(shell, { ...session, ...line });
        else shell.out(timelineOf(line, shell));
      }
    }
  } finally {
    await vak.stop();
  }
  return 0;
}
