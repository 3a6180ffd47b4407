import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import { lock } from '../../../plugins/records/audit/opening/lock.ts';
import {
  countOf,
  type UnfinishedCall,
  unfinishedIn,
} from '../../../runtime/evidence/audit/report/unfinished.ts';
import { type Fork, formatFork } from '../../../runtime/evidence/head/fork.ts';
import { formatProof, withEntry } from '../../../runtime/evidence/head/proof-file.ts';
import { exportLog, layLogTiles } from '../../../runtime/evidence/log/export.ts';
import { logIn } from '../../../runtime/evidence/log/layout.ts';
import { prove as proofOf } from '../../../runtime/evidence/log/prove.ts';
import { dropIndex, indexAgrees } from '../../../runtime/evidence/log/query/index-check.ts';
import type { Progress } from '../../../runtime/evidence/log/query/log-index.ts';
import { queryLog } from '../../../runtime/evidence/log/query/query-log.ts';
import { checkpointOf } from '../../../runtime/evidence/log/read.ts';
import { forkIn } from '../../../runtime/evidence/verification/fork.ts';
import { isExport } from '../../../runtime/evidence/verification/walk/bundles.ts';
import { NotAKeyError, type Problem, verifyLog } from '../../../verify/index.ts';
import { readFile, reason } from '../../input/files.ts';
import type { Given } from '../../input/registry.ts';
import { palette, printable } from '../../output/palette.ts';
import { unfinishedLines } from '../../output/report/report-text.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';
import { indexing } from './indexing.ts';

/**
 * `vak audit verify DIR|EXPORT [--key FILE] [--head FILE] [--receipt FILE] [--witness FILE] [--evidence FILE]`: every
 * entry, the tree over them, the signature of its head, that it continues a head, or holds an entry, kept
 * elsewhere, and that a witness cosigned it. An export is held against its head in the same way. Where a log forked from the head, `--evidence` writes down the proof.
 */
export async function verify(given: Given, shell: Shell): Promise<Exit> {
  return verified(logOrExport(given), given, shell);
}

/** @param beside what else is wrong about the log, and which calls have no outcome, where that is asked and can be told */
async function verified(
  folder: string,
  given: Given,
  shell: Shell,
  beside: {
    readonly more?: readonly Problem[];
    readonly unfinished?: Iterable<UnfinishedCall> | undefined;
  } = {},
): Promise<Exit> {
  const keyFile = given.option('key');
  const options = {
    ...(keyFile === undefined ? {} : { key: readFile(keyFile).text.trim() }),
    heads: kept(given, 'head'),
    receipts: kept(given, 'receipt'),
    witnesses: kept(given, 'witness'),
  };
  const found = await verifyLog(folder, options).catch((error: unknown) => {
    if (error instanceof NotAKeyError) throw new WrongUsage(`no public key: ${error.message}`);
    throw error;
  });
  const problems = [...found.problems, ...(beside.more ?? [])];
  const unfinished = beside.unfinished && countOf(beside.unfinished);
  const report = {
    ...found,
    ok: problems.length === 0,
    problems,
    ...(unfinished === undefined ? {} : { unfinished }),
  };
  const evidence = given.option('evidence');
  const proven = evidence === undefined ? undefined : await writeFork(folder, given, evidence);
  if (given.json) writeJson(shell, proven === undefined ? report : { ...report, fork: proven });
  else {
    const { red, green, yellow, bold } = palette(shell);
    for (const { index, problem } of report.problems) {
      shell.out(
        `${red('✗')} ${index === undefined ? '' : `entry ${index}: `}${printable(problem)}\n`,
      );
    }
    const what = `the ${report.form}`;
    const verdict = report.ok ? green(`${what} is whole`) : red(`${what} is broken`);
    shell.out(`${bold(verdict)}: ${report.entries} entries, root ${report.root}\n`);
    if (report.unsigned > 0 && report.checkpoint !== null) {
      const from = `${report.unsigned}, from entry ${report.checkpoint.size} on`;
      shell.out(
        `${yellow('not signed')}: ${from}; whoever can write the folder may have put them there\n`,
      );
    }
    const pinned = keyFile === undefined ? '; pin the key with --key' : '';
    const lines = unfinished === undefined ? [] : unfinishedLines(unfinished);
    for (const line of lines) shell.out(`${line}\n`);
    if (report.key !== null) shell.out(`signed by ${printable(keyName(report.key))}${pinned}\n`);
    for (const { name, size, at } of report.witnessed) {
      const when = at > 0 && at < latest ? ` at ${new Date(at * 1_000).toISOString()}` : '';
      shell.out(`witnessed: ${size} entries by ${printable(name)}${when}\n`);
    }
    const { kept: there, forgotten, absent } = report.withheld;
    if (there + forgotten + absent > 0) {
      const counts = `${there} kept, ${forgotten} forgotten, ${absent} not handed over`;
      shell.out(`withheld values: ${counts}\n`);
    }
    const { plans, content } = report.absent;
    if (report.form === 'export') {
      shell.out(
        `not handed over: ${plans} plans, ${content} large values, what came after the head\n`,
      );
    }
  }
  return report.ok ? 0 : 1;
}

/** A key without its bytes. */
const keyName = (text: string): string => text.split('+').slice(0, 2).join('+');

/**
 * Writes evidence that the log's head and the first one of `--head` that it does not continue are of two histories, if
 * there is one; gives whether it was written. It holds hashes and heads, and no entry.
 */
async function writeFork(folder: string, given: Given, file: string): Promise<boolean> {
  const heads = kept(given, 'head');
  if (isExport(folder))
    throw new WrongUsage('--evidence needs the log itself, and this is an export');
  if (heads.length === 0) throw new WrongUsage('--evidence needs the --head that it is about');
  let fork: Fork | undefined;
  for (const head of heads) fork ??= await forkIn(folder, head).catch(() => undefined);
  if (fork === undefined) return false;
  try {
    writeFileSync(file, formatFork(fork));
  } catch {
    throw new WrongUsage(`\`${file}\` cannot be written`);
  }
  return true;
}

/** Seconds since the epoch that can still be written as a date of four digits. */
const latest = 253_402_300_800;

/** The texts of the files that an option names. */
const kept = (given: Given, name: string): readonly string[] =>
  given.every(name).map((file) => readFile(file).text);

/**
 * `vak audit prove DIR INDEX [--entry]`: the entry's path to the signed head, in a form anyone can check; with the
 * entry itself, where that is asked for.
 */
export async function prove(given: Given, shell: Shell): Promise<Exit> {
  const folder = logFolder(given);
  const [, word = ''] = given.positionals;
  if (!/^\d{1,15}$/.test(word)) throw new WrongUsage(`\`${word}\` is no index of an entry`);
  const index = Number(word);
  const proof = await proofOf(folder, index);
  const entry = given.flag('entry')
    ? await lineAt(folder, index, indexing(shell, given))
    : undefined;
  const file = formatProof(proof);
  if (given.json) writeJson(shell, { ...proof, ...(entry === undefined ? {} : { entry }) });
  else shell.out(entry === undefined ? file : withEntry(file, entry));
  return 0;
}

/** The line of an entry, as it stands in the log. */
async function lineAt(folder: string, index: number, told: Progress): Promise<string | undefined> {
  const query = { from: index, to: index + 1 };
  for await (const { entry } of queryLog(folder, query, told)) return canonicalJson(entry);
  return undefined;
}

/** `vak audit checkpoint DIR`: the signed head as it stands; anyone with the key can check it. */
export async function checkpoint(given: Given, shell: Shell): Promise<Exit> {
  const head = await checkpointOf(logFolder(given));
  if (given.json) writeJson(shell, head);
  else shell.out(head?.note ?? 'nothing is signed here yet\n');
  return head === undefined ? 1 : 0;
}

/** `vak audit export DIR TO`: the log as C2SP tlog-tiles, for any file server. */
export async function exported(given: Given, shell: Shell): Promise<Exit> {
  const folder = logFolder(given);
  const [, to = ''] = given.positionals;
  const entries = await exportLog(folder, to);
  if (given.json) writeJson(shell, { entries, to });
  else shell.out(`${entries} entries as tiles in ${to}\n`);
  return 0;
}

/**
 * `vak audit fsck DIR [--mend]`: everything that `verify` checks, and that the index leaves nothing out. It also tells
 * calls that were permitted and have no outcome, which is no fault of the log. `--mend` first makes
 * the tiles anew from the leaf hashes and takes the index away, in a log that nobody writes meanwhile; entries, leaf
 * hashes and heads are never touched.
 */
export async function fsck(given: Given, shell: Shell): Promise<Exit> {
  const folder = logFolder(given);
  if (given.flag('mend')) await mend(folder);
  const agrees = await indexAgrees(folder);
  const unfinished = await unfinishedIn(folder).catch(() => undefined);
  const more = agrees ? [] : [{ problem: doctored }];
  return verified(folder, given, shell, { more, unfinished: unfinished?.values() });
}

const doctored =
  'the index `index.db` is not that of the entries, so questions are answered wrong; `vak audit fsck --mend` takes it away';

async function mend(folder: string): Promise<void> {
  const held = await lock(logIn(folder).lock);
  try {
    rmSync(join(folder, 'tile'), { recursive: true, force: true });
    dropIndex(folder);
    await layLogTiles(folder);
  } finally {
    held.release();
  }
}

/** The folder of a log, or of an export of one. Throws WrongUsage where there is none. */
function logOrExport(given: Given): string {
  const [folder = ''] = given.positionals;
  return isExport(folder) ? folder : logFolder(given);
}

/** The folder of a log. Throws WrongUsage where there is none. */
export function logFolder({ positionals }: Given): string {
  const [folder = ''] = positionals;
  const has = (file: string): boolean => existsSync(join(folder, file));
  if (isExport(folder)) {
    throw new WrongUsage(
      `\`${folder}\` holds a log as tiles, which only \`vak audit verify\` reads; give the folder of the log itself`,
    );
  }
  if (!has('entries.jsonl') && !has('checkpoint')) {
    throw new WrongUsage(`there is no log in \`${folder}\``);
  }
  for (const file of ['entries.jsonl', 'checkpoint', 'log.pub', 'leaves']) {
    if (has(file)) readable(join(folder, file));
  }
  return folder;
}

/** @throws WrongUsage for a file of a log that is there and may not be read: that is no finding about the log */
function readable(name: string): void {
  try {
    accessSync(name, constants.R_OK);
  } catch (error) {
    throw new WrongUsage(`cannot read \`${name}\`: ${reason(error)}`);
  }
  if (!statSync(name).isFile()) throw new WrongUsage(`cannot read \`${name}\`: it is no file`);
}
