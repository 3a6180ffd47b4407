import { once } from 'node:events';
import audit from '../../../../src/plugins/records/audit/index.ts';
import { AuditLog } from '../../../../src/runtime/contract/index.ts';
import { wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { givenIn } from './given.ts';

// A process that writes a log under a load that lasts, until a thread hashes beside it, and then comes to its
// end without stopping the log: `ending-writer.ts BASE`. Prints how many entries were acknowledged.

const [base = ''] = process.argv.slice(2);
const wired = await wire(audit, givenIn(base));
await wired.start();
const log = wired.get(AuditLog);
let acknowledged = 0;
const burst = async (): Promise<void> => {
  await Promise.all(Array.from({ length: 1_024 }, (_, n) => log.append({ kind: 'test', n })));
  acknowledged += 1_024;
};
let left = 100;
void once(process, 'worker').then(async ([thread]) => {
  await once(thread, 'online');
  left = 20;
});
for (; left > 0; left -= 1) await burst();
process.stdout.write(`${acknowledged}\n`);
