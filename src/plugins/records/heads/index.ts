import { definePlugin, HeadSink, HostSide } from '../../../runtime/contract/index.ts';
import { keepInFile } from './file.ts';
import { postTo } from './webhook.ts';
import { cosigned } from './witness.ts';

/**
 * `vak/heads`: the places that `audit { heads: […] }` names. `file("…")` keeps the newest head in a file,
 * seen from the entry file's folder; `webhook("https://…")` posts it; `witness("https://…", "KEY", "./file")` has it
 * cosigned by a witness.
 */
export default definePlugin({
  name: 'vak/heads',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [HeadSink],
  requires: [HostSide],
  setup({ add }) {
    add(HeadSink, [HostSide], ({ base }) => ({
      name: 'file',
      send: (head, args) => keepInFile(base, head, args),
    }));
    add(HeadSink, [], () => ({ name: 'webhook', send: postTo }));
    add(HeadSink, [HostSide], ({ base }) => ({
      name: 'witness',
      send: (head, args, signal) => cosigned(base, head, args, signal),
    }));
  },
});
