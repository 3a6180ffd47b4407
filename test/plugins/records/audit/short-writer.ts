import audit from '../../../../src/plugins/records/audit/index.ts';
import { AuditLog } from '../../../../src/runtime/contract/index.ts';
import { wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { givenIn } from './given.ts';

// A process of its own that writes twelve entries, in bursts, and stops: `short-writer.ts BASE`. Prints
// the index and number of each acknowledged entry, then `stopped`, or the code of what stopped it.

const [base = ''] = process.argv.slice(2);
const wired = await wire(audit, givenIn(base));
try {
  await wired.start();
  const log = wired.get(AuditLog);
  for (let burst = 0; burst < 4; burst += 1) {
    const numbers = [0, 1, 2].map((n) => burst * 3 + n);
    await Promise.all(
      numbers.map(async (n) => {
        const { index } = await log.append({ kind: 'test', n });
        process.stdout.write(`${index} ${n}\n`);
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await wired.stop();
  process.stdout.write('stopped\n');
} catch (error) {
  process.stdout.write(`${(error as { code?: string }).code ?? String(error)}\n`);
  await wired.stop().catch(() => undefined);
}
