import type { Known } from '../datalog/text/check.ts';
import type { ColumnType, Declaration } from '../datalog/text/program.ts';

const relation = (name: string, columns: Readonly<Record<string, ColumnType>>): Declaration => ({
  name,
  columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
});

/** Where a value stands, such as `args.amount`, beside the value itself. */
const leaf = (name: string, type: ColumnType): Declaration =>
  relation(name, { leaf: 'string', value: type });

/**
 * What rules may read of a call, and what they may derive. Leaves of arguments, context and look-ups are
 * named as in the language; of a list each item stands under the list's name, and under `item` with its
 * place, so that equal ones count each. What a tool's sandbox may reach stands under `grant`. Paths, addresses and hosts
 * are canonical texts; a URL and an e-mail address have their host under `host_at` too.
 */
export const callSchema: Known = {
  inputs: [
    relation('tool', { name: 'string' }),
    relation('effect', { effect: 'string' }),
    relation('tool_label', { label: 'string' }),
    relation('agent', { name: 'string' }),
    relation('principal', { name: 'string' }),
    relation('tenant', { name: 'string' }),
    relation('session', { id: 'string' }),
    relation('grant', { kind: 'string', what: 'string' }),
    relation('session_label', { label: 'string' }),
    relation('now', { time: 'time' }),
    leaf('string_at', 'string'),
    leaf('int_at', 'int'),
    leaf('decimal_at', 'decimal'),
    leaf('bool_at', 'bool'),
    leaf('money_at', 'money'),
    leaf('duration_at', 'duration'),
    leaf('size_at', 'size'),
    leaf('percent_at', 'percent'),
    leaf('time_at', 'time'),
    leaf('path_at', 'string'),
    leaf('url_at', 'string'),
    leaf('host_at', 'string'),
    leaf('email_at', 'string'),
    leaf('command_at', 'string'),
    leaf('program_at', 'string'),
    relation('flag_at', { leaf: 'string', program: 'string', flag: 'string' }),
    relation('unreadable_at', { leaf: 'string' }),
    relation('opaque_at', { leaf: 'string' }),
    relation('item', { leaf: 'string', index: 'int', value: 'any' }),
  ],
  outputs: [
    relation('forbid', { rule: 'string', because: 'string' }),
    relation('approval', { rule: 'string', approvers: 'string', because: 'string' }),
  ],
};
