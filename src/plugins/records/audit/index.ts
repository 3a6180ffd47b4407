import { join, resolve } from 'node:path';
import {
  AuditLog,
  Clock,
  canonicalJson,
  definePlugin,
  HostSide,
  layLogTiles,
  meaning,
  PlanInForce,
  VakError,
  wholePlan,
} from '../../../runtime/contract/index.ts';
import { fileSystem } from './disk/file-system.ts';
import { keyVariable, nextKey, signingKey } from './opening/keys.ts';
import { lock } from './opening/lock.ts';
import { openLog } from './opening/open.ts';
import { FileLog } from './writing/log.ts';

/**
 * `vak/audit`: the log as files that outlive vak. Where it goes: what the host says, else `audit { to:
 * dir("…") }` from the entry file's folder, else `audit` in the state folder.
 */
export default definePlugin({
  name: 'vak/audit',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [AuditLog],
  requires: [HostSide, PlanInForce, Clock],
  needs: { env: [keyVariable] },
  setup({ fill }) {
    fill(AuditLog, [HostSide, PlanInForce, Clock], (host, plan, clock) => {
      const folder = folderOf(host, plan);
      return new FileLog((failed, told) =>
        openLog(
          {
            disk: fileSystem,
            folder,
            key: () => signingKey(host.state, process.env),
            next: () => nextKey(join(host.state, 'keys', 'audit')),
            lock,
            plan: {
              digest: plan.digest,
              meaning: canonicalJson(meaning(plan.plan)),
              whole: wholePlan(plan.plan),
            },
            now: () => clock.now(),
            pauseMs: 50,
            tiles: layLogTiles,
          },
          failed,
          told,
        ),
      );
    });
  },
});

function folderOf(host: HostSide, { plan }: PlanInForce): string {
  if (host.audit !== undefined) return resolve(host.audit);
  const to = plan.audit?.to ?? null;
  if (to === null) return join(resolve(host.state), 'audit');
  const [folder, ...rest] = to.json;
  if (to.name !== 'dir' || typeof folder !== 'string' || rest.length > 0) {
    const at = plan.audit?.at ?? '';
    throw new VakError('VAK5210', `${at}: this log can be kept in \`dir("…")\` only`);
  }
  return resolve(host.base, folder);
}
