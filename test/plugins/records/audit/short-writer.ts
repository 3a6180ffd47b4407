import audit from '../../../../src/plugins/records/audit/index.ts';
import { AuditLog } from '../../../../src/runtime/contract/index.ts';
import { withhold } from '../../../../src/runtime/evidence/withheld/commitment.ts';
import { wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { givenIn } from './given.ts';

// A process of its own that writes entries in bursts, the last of them so large that two groups are on their
// way at once and each is hashed together; forgets a value of the first and stops: `short-writer.ts BASE`.
// Prints the index and number of each acknowledged entry, then `stopped`, or the code of what stopped it.

const [base = ''] = process.argv.slice(2);
const bursts = [3, 3, 3, 3, 140];
const to = 'alice@example.com';
const wired = await wire(audit, givenIn(base));
try {
  await wired.start();
  const log = wired.get(AuditLog);
  let next = 0;
  for (const size of bursts) {
    const numbers = Array.from({ length: size }, (_, at) => next + at);
    next += size;
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
