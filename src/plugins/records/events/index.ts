import { join } from 'node:path';
import {
  Clock,
  definePlugin,
  EventSink,
  HostSide,
  type Signer,
} from '../../../runtime/contract/index.ts';
import { appendTo } from './file.ts';
import { eventsKey } from './key.ts';
import { writeTo } from './standard-out.ts';
import { post } from './webhook.ts';

/**
 * `vak/events`: the places that `audit { events: […] }` names. `file("…")` appends JSON lines to a file,
 * seen from the entry file's folder; `stdout()` writes them there; `webhook("https://…")` posts them,
 * signed with the key `keys/events` of the state folder.
 */
export default definePlugin({
  name: 'vak/events',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [EventSink],
  requires: [HostSide, Clock],
  setup({ add }) {
    add(EventSink, [HostSide], ({ base }) => ({
      name: 'file',
      deliver: (events, args) => appendTo(base, events, args),
    }));
    add(EventSink, [], () => ({
      name: 'stdout',
      deliver: (events, args) => writeTo(process.stdout, events, args),
    }));
    add(EventSink, [HostSide, Clock], ({ state }, clock) => {
      let key: Signer | undefined;
      return {
        name: 'webhook',
        deliver: (events, args, signal) => {
          key ??= eventsKey(join(state, 'keys', 'events'));
          return post(events, args, { key, signal, now: () => clock.now() });
        },
      };
    });
  },
});
