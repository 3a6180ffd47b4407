import {
  Clock,
  definePlugin,
  HostSide,
  Secrets,
  ToolSource,
} from '../../../runtime/contract/index.ts';
import { FunctionSource } from './function-source.ts';

/** `vak/functions`: tools answered by the functions that the embedder gave to `load`. */
export default definePlugin({
  name: 'vak/functions',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [ToolSource],
  requires: [HostSide, Secrets, Clock],
  setup({ add }) {
    add(
      ToolSource,
      [HostSide, Secrets, Clock],
      ({ tools }, secrets, clock) => new FunctionSource(tools, secrets, clock),
    );
  },
});
