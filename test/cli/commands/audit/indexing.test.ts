import { expect, test } from 'vitest';
import { indexing } from '../../../../src/cli/commands/audit/indexing.ts';

test('nothing is said of an index that is made within a second, and then once a second', () => {
  const said: string[] = [];
  let ms = 0;
  const told = indexing({ err: (text) => said.push(text) }, () => ms);
  for (ms = 0; ms < 3_000; ms += 250) told(ms, 4_000);
  expect(said).toEqual(["making the log's index: 25 %\n", "making the log's index: 50 %\n"]);
});
