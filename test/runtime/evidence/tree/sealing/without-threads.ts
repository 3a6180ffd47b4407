import { Worker } from 'node:worker_threads';
import { Batch } from '../../../../../src/plugins/records/audit/sealing/batch.ts';
import { pieceLines, Sealer } from '../../../../../src/runtime/contract/index.ts';

// A process that may begin no thread seals a batch that is worth one: prints why there is no thread, and how
// many lines were hashed as they are without one.

try {
  new Worker('', { eval: true });
} catch (error) {
  process.stdout.write(`${(error as { code?: string }).code}\n`);
}
const [sealer, batch] = [new Sealer(), new Batch()];
for (let n = 0; n < 4_096; n += 1) {
  batch.add({ n });
  if (batch.count % pieceLines === 0) sealer.ahead(batch);
}
const { hexAt } = await sealer.seal(batch, Promise.resolve());
const own = batch.seal();
const same = Array.from({ length: batch.count }, (_, at) => hexAt(at) === own.hexAt(at));
process.stdout.write(`${same.filter(Boolean).length} of ${batch.count} hashed\n`);
await sealer.close();
