import type { ToolPlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { Script, ScriptCall } from './script.ts';

/** What a script has people and host tools answer, each answer given once where it stands once. */
export interface Answers {
  /** Says which call is under way. */
  begin(call: ScriptCall): void;
  /** What a host tool answers now; undefined when the script has no answer left. */
  result(tool: ToolPlan): Json | undefined;
  /** What the people asked about a tool answer; `none` when nobody is there. */
  approval(tool: string): 'grant' | 'deny' | 'none';
}

/** The answers of one script, from its first. */
export function answersOf({ approvals, results }: Script): Answers {
  const recorded = new Map(results.map(({ tool, answers }) => [tool, { answers, next: 0 }]));
  const people = typeof approvals === 'string' ? approvals : [...approvals];
  let current: ScriptCall | undefined;
  return {
    begin: (call) => {
      current = call;
    },
    result: ({ name }) => {
      if (current?.tool === name && current.result !== undefined) return current.result;
      const record = recorded.get(name);
      if (record === undefined) return undefined;
      if ('always' in record.answers) return record.answers.always;
      record.next += 1;
      return record.answers.sequence[record.next - 1];
    },
    approval: (tool) => {
      if (people === 'nobody') return 'none';
      if (typeof people === 'string') return people;
      const index = people.findIndex((each) => each.tool === tool);
      const [found] = index < 0 ? [] : people.splice(index, 1);
      return found?.answer ?? 'deny';
    },
  };
}
