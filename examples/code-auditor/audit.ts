import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LiveSession, load } from 'vak';
import { repositoryTools } from './repository.ts';

const policy = fileURLToPath(new URL('./auditor.vak', import.meta.url));
const sourceEndings = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.jsx', '.tsx']);

type Session = LiveSession<typeof repositoryTools>;

/** One weakness in one file. */
export interface Finding {
  readonly file: string;
  readonly kind: string;
  readonly line: number;
  readonly excerpt: string;
}

/** What an audit gives: what was found, what the auditor was kept from, and where the papers lie. */
export interface Audit {
  readonly findings: readonly Finding[];
  /** Files that a rule kept the auditor from, relative to the repository. */
  readonly refused: readonly string[];
  readonly report: string;
  readonly receipt: string;
  readonly log: string;
}

/**
 * Audits a folder of sources. Every look at it is a governed call; the report and the receipt are
 * written to `into`, which must lie outside the folder.
 */
export async function audit(folder: string, into: string): Promise<Audit> {
  const repository = await realpath(folder);
  await mkdir(into, { recursive: true });
  const reports = await realpath(into);
  const log = join(reports, 'log');
  const vak = await load(policy, {
    tools: repositoryTools,
    state: join(reports, 'state'),
    audit: log,
  });
  try {
    const context = { repository, reports };
    const session = vak.agent('code_auditor').session({ principal: 'auditor', context });
    const seen = await examineFolder(session, repository, repository);
    const report = join(reports, 'report.md');
    const text = render(seen.findings, seen.refused);
    const written = await session.call('report.write', { path: report, text });
    if (!written.ok)
      throw new Error(`no report: ${written.refusal?.because ?? 'it awaits approval'}`);
    await vak.stop();
    const receipt = join(reports, 'receipt.json');
    await writeFile(receipt, await receiptOf(report, text, log, written.entry));
    return { ...seen, report, receipt, log };
  } finally {
    await vak.stop();
  }
}

interface Seen {
  readonly findings: readonly Finding[];
  readonly refused: readonly string[];
}

async function examineFolder(session: Session, root: string, folder: string): Promise<Seen> {
  const listed = await session.call('repo.list', { path: folder });
  if (!listed.ok) throw new Error(`${folder}: ${listed.refusal?.because}`);
  const findings: Finding[] = [];
  const refused: string[] = [];
  for (const path of listed.value.files) {
    const file = relative(root, path);
    const read = await session.call('repo.read', { path });
    if (!read.ok) refused.push(file);
    else if (sourceEndings.has(extname(path))) {
      findings.push(...(await examineFile(session, file, read.value.text)));
    }
  }
  for (const path of listed.value.folders) {
    const below = await examineFolder(session, root, path);
    findings.push(...below.findings);
    refused.push(...below.refused);
  }
  return { findings, refused };
}

async function examineFile(
  session: Session,
  file: string,
  text: string,
): Promise<readonly Finding[]> {
  const examined = await session.call('source.examine', { name: file, text });
  if (!examined.ok) throw new Error(`${file}: ${examined.refusal?.because}`);
  const { findings } = examined.value as { findings: readonly Omit<Finding, 'file'>[] };
  return findings.map((finding) => ({ file, ...finding }));
}

function render(findings: readonly Finding[], refused: readonly string[]): string {
  return [
    '# Audit',
    '',
    `${findings.length} findings. ${refused.length} files were not to be read.`,
    '',
    '| where | what | line |',
    '| --- | --- | --- |',
    ...findings.map(
      ({ file, kind, line, excerpt }) =>
        `| ${file}:${line} | ${kind} | \`${excerpt.replaceAll('|', '\\|').replaceAll('`', '\u2032')}\` |`,
    ),
    '',
    ...refused.map((file) => `- not read: ${file}`),
    '',
  ].join('\n');
}

/**
 * Proof for whoever gets the report: the place of its writing in the log, and the log's signed head.
 * `vak audit prove LOG INDEX` shows that the one is under the other.
 */
async function receiptOf(
  report: string,
  text: string,
  log: string,
  entry: { readonly index: number; readonly leaf: string; readonly call: string },
): Promise<string> {
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const checkpoint = await readFile(join(log, 'checkpoint'), 'utf8');
  return `${JSON.stringify({ report, digest, entry, checkpoint }, null, 2)}\n`;
}

if (import.meta.main) {
  const [folder = fileURLToPath(new URL('./sample', import.meta.url)), into = 'audit-report'] =
    process.argv.slice(2);
  const done = await audit(folder, resolve(into));
  for (const { file, line, kind, excerpt } of done.findings) {
    console.log(`${file}:${line}  ${kind}  ${excerpt}`);
  }
  for (const file of done.refused) console.log(`${file}  not to be read`);
  console.log(`\nreport  ${done.report}\nreceipt ${done.receipt}\nlog     ${done.log}`);
}
