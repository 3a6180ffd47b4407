import { readFileSync } from 'node:fs';
import { PromptInjectionDetector } from '../../../plugins/judgement/injection/detector.ts';
import {
  NotLabelledError,
  readLabelled,
} from '../../../plugins/judgement/injection/quality/labelled.ts';
import { reportOn } from '../../../plugins/judgement/injection/quality/report.ts';
import type { Detection, TextChannel } from '../../../runtime/contract/index.ts';
import { readFile } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';
import { reportText } from './report-text.ts';

/** `vak scan`: what the built-in detector makes of a text, or how well it does on labelled ones. */
export async function scan(given: Given, shell: Shell): Promise<Exit> {
  const labelled = given.option('report');
  return labelled === undefined ? scanText(given, shell) : report(labelled, given, shell);
}

function scanText(given: Given, shell: Shell): Exit {
  const channel = channelOf(given);
  const text = textOf(given);
  const detection = new PromptInjectionDetector().detect(text, channel);
  if (given.json) writeJson(shell, { ok: !detection.suspicious, channel, ...detection });
  else shell.out(detectionText(text, detection));
  return detection.suspicious ? 1 : 0;
}

function channelOf(given: Given): TextChannel {
  const channel = given.option('channel') ?? 'input';
  if (channel === 'input' || channel === 'result') return channel;
  throw new WrongUsage(`\`--channel\` is input or result, not \`${channel}\``);
}

function textOf({ positionals, option }: Given): string {
  const file = option('file');
  const [text] = positionals;
  if ((file === undefined) === (text === undefined)) {
    throw new WrongUsage('give a TEXT, or a file of it with `--file`');
  }
  if (file === '-') return readFileSync(0, 'utf8');
  return file === undefined ? (text ?? '') : readFile(file).text;
}

function detectionText(text: string, { suspicious, probability, evidence }: Detection): string {
  const lines = evidence.map(({ category, because, at: [from, to] }) => {
    const said = text
      .slice(from, Math.min(to, from + 60))
      .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '·');
    return `  ${category}: ${because}, at ${from}..${to}: ${said}`;
  });
  const head = `${suspicious ? 'suspicious' : 'nothing suspicious'} (probability ${probability.toFixed(3)})`;
  return `${[head, ...lines].join('\n')}\n`;
}

async function report(path: string, given: Given, shell: Shell): Promise<Exit> {
  if (given.positionals.length > 0) throw new WrongUsage('`--report` takes no TEXT beside it');
  const { text } = readFile(path);
  try {
    const channels = await reportOn(new PromptInjectionDetector(), readLabelled(path, text));
    if (given.json) writeJson(shell, { ok: true, channels });
    else shell.out(reportText(channels));
    return 0;
  } catch (error) {
    if (error instanceof NotLabelledError) throw new WrongUsage(error.message);
    throw error;
  }
}
