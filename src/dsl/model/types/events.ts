import type { RecordType } from './type.ts';
import { recordOf, single } from './type.ts';

/** The four reserved tools: what an agent hears, thinks, says and hands on. */
export const events: ReadonlyMap<string, RecordType> = new Map([
  [
    'agent.input',
    recordOf([
      ['text', single('string')],
      ['source', single('string'), 'optional'],
    ]),
  ],
  [
    'model.call',
    recordOf([
      ['model', single('string'), 'optional'],
      ['input', single('string'), 'optional'],
      ['output', single('string'), 'optional'],
      ['tokens', single('int'), 'optional'],
      ['cost', single('money'), 'optional'],
    ]),
  ],
  [
    'agent.reply',
    recordOf([
      ['text', single('string')],
      ['urls', { kind: 'list', of: single('url') }, 'optional'],
    ]),
  ],
  [
    'agent.delegate',
    recordOf([
      ['agent', single('string')],
      ['task', single('string')],
    ]),
  ],
]);
