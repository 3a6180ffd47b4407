import { builtins } from '../../plugins/built-in/index.ts';
import { ApprovalChannel } from '../../runtime/contract/approvals.ts';
import { definePlugin, type Plugin } from '../../runtime/contract/plugin.ts';
import { AuditLog } from '../../runtime/contract/records.ts';
import { memoryLog } from '../../runtime/testing/memory-log.ts';
import { engine } from '../../version.ts';

/** The built-ins for a decision that leaves no trace: the log is kept in memory and forgotten. */
export function unrecordedBuiltins(): readonly Plugin[] {
  return [...builtins.filter(({ provides }) => !provides.includes(AuditLog)), memoryLog()];
}

/** The built-ins for a script: it answers for the host's tools and for people, so nobody is asked. */
export function scriptedBuiltins(recorded: Plugin): readonly Plugin[] {
  const rest = builtins.filter(({ name }) => name !== 'vak/terminal-approvals');
  return [...rest, silentTerminal, recorded];
}

/** Stands for `ask: terminal` where a script gives the answers. */
const silentTerminal = definePlugin({
  name: 'vak/silent-terminal',
  version: engine,
  api: 1,
  runs: 'process',
  provides: [ApprovalChannel],
  setup({ add }) {
    add(ApprovalChannel, [], () => ({ name: 'terminal', ask: async () => undefined }));
  },
});
