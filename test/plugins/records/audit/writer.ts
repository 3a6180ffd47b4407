import audit from '../../../../src/plugins/records/audit/index.ts';
import { AuditLog } from '../../../../src/runtime/contract/index.ts';
import { wire } from '../../../../src/runtime/testing/conformance/harness.ts';
import { givenIn } from './given.ts';

// A process of its own that writes a log, so many entries at once that groups are large and hashed together:
// `writer.ts BASE`. Prints `open`, then the index and number of
// each acknowledged entry, until it is killed or cannot go on; then the code of what stopped it.

const [base = ''] = process.argv.slice(2);
const wired = await wire(audit, givenIn(base));
try {
  await wired.start();
  process.stdout.write('open\n');
  const log = wired.get(AuditLog);
  const text = 'x'.repeat(200);
  let n = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const own = n++;
      const { index } = await log.append({ kind: 'test', n: own, text });
      process.stdout.write(`${index} ${own}\n`);
    }
  };
  await Promise.all(Array.from({ length: 160 }, lane));
} catch (error) {
  process.stdout.write(`${(error as { code?: string }).code ?? String(error)}\n`);
  await wired.stop().catch(() => undefined);
}
