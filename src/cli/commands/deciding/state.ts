import { stateAt } from '../../../runtime/evidence/replay/state.ts';
import type { Given } from '../../input/registry.ts';
import { palette, printable } from '../../output/palette.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';
import { logFolder } from '../audit/verify.ts';

/** `vak audit state DIR --session S [--at INDEX]`: a session as it stood when an entry was written. */
export async function state(given: Given, shell: Shell): Promise<Exit> {
  const folder = logFolder(given);
  const session = given.option('session') ?? '';
  const at = given.option('at');
  if (at !== undefined && !/^\d{1,15}$/.test(at)) {
    throw new WrongUsage(`\`${at}\` is no index of an entry`);
  }
  const found = await stateAt(folder, session, at === undefined ? undefined : Number(at));
  if (found === undefined) {
    shell.err('no such session here\n');
    if (given.json) writeJson(shell, null);
    return 1;
  }
  if (given.json) {
    writeJson(shell, found);
    return 0;
  }
  const { bold, dim } = palette(shell);
  const line = (text: string): void => shell.out(`${printable(text)}\n`);
  const { agent, principal, tenant, labels, decided, calls, tickets, counted } = found;
  shell.out(
    `${bold(printable(found.session))}  ${dim(`entry ${found.index}, ${printable(found.at)}`)}\n`,
  );
  line(`  ${agent} for ${principal}, tenant ${tenant}`);
  line(`  labels: ${labels.length === 0 ? 'none' : labels.join(', ')}`);
  line(`  ${decided.permit} permitted, ${decided.approval} asked, ${decided.forbid} forbidden`);
  for (const { tool, call, outcome } of calls) line(`  ${tool} ${call}: ${outcome}`);
  for (const { ticket, tool, status } of tickets) line(`  ticket ${ticket} for ${tool}: ${status}`);
  for (const { window, key, amount, max } of counted)
    line(`  ${window} ${key}: ${amount} of ${max}`);
  return 0;
}
