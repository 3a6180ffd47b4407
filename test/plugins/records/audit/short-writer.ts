import audit from '../../../../src/plugins/records/audit/index.ts';
import { AuditLog } from '../../../../src/runtime/contract/index.ts';
import { withhold } from '../../../../src/runtime/evidence/withheld/commitment.ts';
import { wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { givenIn } from './given.ts';

// A process of its own that writes twelve entries, in bursts, forgets a value of the
// first and stops: `short-writer.ts BASE`. Prints
// the index and number of each acknowledged entry, then `stopped`, or the code of what stopped it.

const [base = ''] = process.argv.slice(2);
const to = 'alice@example.com';
const wired = await wire(audit, givenIn(base));
try {
  await wired.start();
  const log = wired.get(AuditLog);
  for (let burst = 0; burst < 4; burst += 1) {
    const numbers = [0, 1, 2].map((n) => burst * 3 + n);
    await Promise.all(
      numbers.map(async (n) => {
        // One of three holds a value that its entry only commits to.
        const made =
          n % 3 === 0
            ? withhold({ kind: 'test', n, to }, [{ path: ['to'], value: to }])
            : undefined;
        const { index } = await (made === undefined
          ? log.append({ kind: 'test', n })
          : log.append(made.entry, made.withheld));
        process.stdout.write(`${index} ${n}\n`);
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  // What was withheld first is forgotten: segments are written anew.
  await log.forget?.({ kind: 'forgotten', by: 'test', values: [{ index: 0, pointers: ['/to'] }] });
  await wired.stop();
  process.stdout.write('stopped\n');
} catch (error) {
  process.stdout.write(`${(error as { code?: string }).code ?? String(error)}\n`);
  await wired.stop().catch(() => undefined);
}
