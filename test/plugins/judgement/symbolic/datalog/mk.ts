import { Database } from '../../../../../src/plugins/judgement/symbolic/datalog/database.ts';
import { check } from '../../../../../src/plugins/judgement/symbolic/datalog/text/check.ts';
import { parse } from '../../../../../src/plugins/judgement/symbolic/datalog/text/parse.ts';
import { Why, written } from '../../../../../src/plugins/judgement/symbolic/datalog/why.ts';

const nothing = { inputs: [], outputs: [] };
const plenty = { facts: 1_000_000, ms: 60_000 };

/** What is wrong with a text, as `code: message (words)`. */
export const problems = (text: string): readonly string[] =>
  check([parse(text, 'a.dl')], nothing).problems.map(
    ({ code, message, start, end }) => `${code}: ${message} (${text.slice(start, end)})`,
  );

/** A program that has been run. */
export function run(text: string, limits = plenty) {
  const { checked, problems } = check([parse(text, 'a.dl')], nothing);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  const database = new Database(checked);
  const unclear = database.run(limits);
  return {
    database,
    unclear,
    why: new Why(database, checked),
    facts: (name: string) =>
      database
        .rows(name)
        .map((row) => written(name, row))
        .sort(),
  };
}
