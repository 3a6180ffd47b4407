import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelsAt, refundDesk } from './desk.ts';
import { type Script, scriptedModel } from './scripted-model.ts';

/** Asks for too much at first, then takes what it is told would pass. */
export const script: Script = [
  () => ({ tool: 'orders.read', args: { id: 'ord_1' }, thought: 'I look at the order first.' }),
  () => ({ tool: 'refunds.issue', args: { order_id: 'ord_1', amount: '120.00 EUR' } }),
  ({ refused }) => {
    const nearest = refused.at(-1)?.nearest;
    return nearest ?? { say: 'Nothing would pass.' };
  },
  () => ({ say: 'The order was refunded.' }),
];

if (import.meta.main) {
  const model = await scriptedModel(script);
  const state = mkdtempSync(join(tmpdir(), 'vak-verified-'));
  const outcome = await refundDesk('Refund ord_1 in full.', {
    models: modelsAt(model.url),
    state,
    sign: (told) => {
      console.log(`finance signs ${told}`);
      return 'fay';
    },
  });
  for (const { action, because } of outcome.critiques) {
    console.log(`refused  ${JSON.stringify(action.args)}  ${because}`);
  }
  for (const { action, value } of outcome.done) {
    console.log(`done     ${action.tool} ${JSON.stringify(action.args)} ${JSON.stringify(value)}`);
  }
  console.log(`${outcome.state}; the log lies in ${join(state, 'audit')}`);
  await model.stop();
}
