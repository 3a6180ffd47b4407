import {
  type Answer,
  ApprovalChannel,
  definePlugin,
  HostSide,
} from '../../runtime/contract/index.ts';

/**
 * `vak/host-approvals`: the channel `host`, which asks the function that the embedder gave as
 * `approve`. Without one the question stays open until it is answered another way or expires.
 */
export default definePlugin({
  name: 'vak/host-approvals',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [ApprovalChannel],
  requires: [HostSide],
  setup({ add }) {
    add(ApprovalChannel, [HostSide], ({ approve }) => ({
      name: 'host',
      ask: async (card, _args, signal) => requireAnswer(await approve?.(card, signal)),
    }));
  },
});

/** An answer that is none leaves the question open: it is thrown, and never taken for a grant. */
function requireAnswer(answer: Answer | undefined): Answer | undefined {
  if (answer === undefined) return undefined;
  const { by, answer: word } = answer;
  if (typeof by !== 'string' || by.trim() === '' || (word !== 'grant' && word !== 'deny')) {
    throw new TypeError('`approve` must give { by, answer: "grant" | "deny" }, or undefined');
  }
  return answer;
}
