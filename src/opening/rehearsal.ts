import type { Plan } from '../dsl/plan/plan.ts';
import type { Json } from '../dsl/values/value.ts';
import { VakError } from '../runtime/contract/errors.ts';

/** What a rehearsal answers in the place of tools, by their names; other tools answer nothing. */
export interface Rehearsal {
  readonly answers: Readonly<Record<string, Json>>;
}

/** What stands in for tools in a rehearsal. @throws VakError VAK6203 for one that the file has not */
export function rehearsalOf(
  { tools }: Plan,
  rehearse: true | Rehearsal | undefined,
): Rehearsal | undefined {
  if (rehearse === undefined) return undefined;
  const { answers } = rehearse === true ? { answers: {} } : rehearse;
  const unknown = Object.keys(answers).find((name) => !tools.some((tool) => tool.name === name));
  if (unknown === undefined) return { answers };
  throw new VakError(
    'VAK6203',
    `\`rehearse\` answers for \`${unknown}\`, which is no tool of the file`,
  );
}
