import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { contentFile, type LogLayout, planFile } from '../log/layout.ts';
import type { Problem, Verification } from './verify.ts';
import type { Named } from './walk/named.ts';

/**
 * Checks what entries name by digest. A folder that holds none of the plans, or none of the values, may do so where
 * it `mayLack` them: then they are counted.
 */
export async function checkFiles(
  layout: LogLayout,
  { plans, content }: Pick<Named, 'plans' | 'content'>,
  { mayLack }: { readonly mayLack: boolean },
): Promise<{ readonly problems: readonly Problem[]; readonly absent: Verification['absent'] }> {
  const lacks = (folder: string): boolean => mayLack && !existsSync(folder);
  const [noPlans, noContent] = [lacks(layout.plans), lacks(layout.content)];
  const problems = [
    ...(noPlans ? [] : await checkPlans(layout, plans)),
    ...(noContent ? [] : await checkContent(layout, content)),
  ];
  const absent = { plans: noPlans ? plans.size : 0, content: noContent ? content.size : 0 };
  return { problems, absent };
}

/** Checks that each plan named is there, and that it and every other one is what its digest says. */
async function checkPlans(
  layout: LogLayout,
  named: ReadonlyMap<string, number>,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const [digest, index] of named) {
    const problem = await problemOf(planFile(layout, digest), 'plan', digest);
    if (problem !== undefined) problems.push({ index, problem });
  }
  for (const name of await readdir(layout.plans).catch(() => [])) {
    const digest = `sha256:${name.replace(/\.json$/, '')}`;
    if (named.has(digest) || planFile(layout, digest) === undefined) continue;
    const problem = await problemOf(planFile(layout, digest), 'plan', digest);
    if (problem !== undefined) problems.push({ problem });
  }
  return problems;
}

/** Checks that each large value is there, is what its digest says and as long as its entry says. */
async function checkContent(
  layout: LogLayout,
  named: Named['content'],
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const [digest, { index, bytes }] of named) {
    const problem = await problemOf(contentFile(layout, digest), 'value', digest, bytes);
    if (problem !== undefined) problems.push({ index, problem });
  }
  return problems;
}

async function problemOf(
  file: string | undefined,
  what: 'plan' | 'value',
  digest: string,
  length?: number,
): Promise<string | undefined> {
  if (file === undefined) return `\`${digest}\` is not the digest of a ${what}`;
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return `the ${what} ${digest} is missing`;
  const same = `sha256:${hash('sha256', bytes)}` === digest;
  return same && (length ?? bytes.length) === bytes.length
    ? undefined
    : `the ${what} ${digest} was changed`;
}
