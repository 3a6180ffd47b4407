import type { AlgorithmName } from '../../runtime/evidence/head/algorithm.ts';
import { WrongUsage } from '../output/shell.ts';
import type { Given } from './registry.ts';

/** What `--algorithm` names, Ed25519 where it is not given. Throws WrongUsage for another word. */
export function algorithmIn(given: Pick<Given, 'option'>): AlgorithmName {
  const name = given.option('algorithm') ?? 'ed25519';
  if (name === 'ed25519' || name === 'ml-dsa-44') return name;
  throw new WrongUsage(`\`${name}\` is none of ed25519, ml-dsa-44`);
}
