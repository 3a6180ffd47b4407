import { Approvals, definePlugin } from '../../../runtime/contract/index.ts';
import { Tickets } from './tickets.ts';

/** `vak/approvals`: tickets kept in memory and rebuilt from the log at start. */
export default definePlugin({
  name: 'vak/approvals',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Approvals],
  setup({ fill }) {
    fill(Approvals, [], () => new Tickets());
  },
});
