import { userInfo } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { ApprovalChannel, definePlugin, type Plugin } from '../../runtime/contract/index.ts';
import { TerminalChannel } from './terminal-channel.ts';

/** Where questions are put and answers are read. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
  /** The identity under which answers are given when `ask: terminal("…")` names none. */
  readonly user: string;
}

/** Makes the channel `terminal` over streams of the embedder's own. */
export function terminalApprovals(terminal: Terminal): Plugin {
  return definePlugin({
    name: 'vak/terminal-approvals',
    version: '0.1.0',
    api: 1,
    runs: 'process',
    provides: [ApprovalChannel],
    setup({ add }) {
      add(ApprovalChannel, [], () => new TerminalChannel(terminal));
    },
  });
}

/**
 * `vak/terminal-approvals`: the channel `terminal`, which asks whoever sits at the process's own
 * terminal. Questions go to the error output, so that they never mix with results.
 */
export default terminalApprovals({
  get input() {
    return process.stdin;
  },
  get output() {
    return process.stderr;
  },
  get user() {
    return userInfo().username;
  },
});
