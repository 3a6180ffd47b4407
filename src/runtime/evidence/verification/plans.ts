import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type LogLayout, planFile } from '../log/layout.ts';
import type { Problem } from './verify.ts';

/** Checks that each plan is there and is what its digest says. */
export async function checkPlans(
  layout: LogLayout,
  named: ReadonlyMap<string, number>,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const [digest, index] of named) {
    const problem = await problemOf(layout, digest);
    if (problem !== undefined) problems.push({ index, problem });
  }
  return problems;
}

async function problemOf(layout: LogLayout, digest: string): Promise<string | undefined> {
  const file = planFile(layout, digest);
  if (file === undefined) return `\`${digest}\` is not the digest of a plan`;
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return `the plan ${digest} is missing`;
  return `sha256:${hash('sha256', bytes)}` === digest
    ? undefined
    : `the plan ${digest} was changed`;
}
