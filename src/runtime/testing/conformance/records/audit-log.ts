import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { canonicalJson } from '../../../../dsl/plan/canonical.ts';
import type { Json } from '../../../../dsl/values/value.ts';
import type { Plugin } from '../../../contract/plugin.ts';
import {
  AuditLog,
  type AuditQuery,
  type EntryJson,
  type Recorded,
} from '../../../contract/records.ts';
import { AuditStreamManager } from '../../../evidence/audit/stream/audit-stream.ts';
import { selectFrom } from '../../../evidence/log/query/select.ts';
import { Ledger } from '../../../evidence/recording/ledger.ts';
import { commitmentOf } from '../../../evidence/withheld/commitment.ts';
import { type SuiteOptions, suite } from '../../suite.ts';
import { type Wired, wire } from '../harness.ts';
import { signingCases } from './signing.ts';

/** How an audit log is tested. */
export interface AuditLogOptions extends SuiteOptions {
  /**
   * The text of the public key that the log signs with, asked for once it has started; with it, the suite checks the
   * signatures of heads, receipts and proofs, and without it only what is signed.
   */
  readonly key?: () => string | Promise<string>;
}

/**
 * Declares the tests that every audit log must pass. Each case begins where the log's last entry is, so
 * that a log which keeps its entries may be tested on one store.
 *
 * @example
 * describeAuditLog(plugin, { provided: () => [given(HostSide, host)] });
 */
export function describeAuditLog(plugin: Plugin, options: AuditLogOptions = {}): void {
  const { config } = options;
  const another = (): Promise<Wired> =>
    wire(plugin, options.provided?.() ?? [], config === undefined ? {} : { config });
  suite('AuditLog', plugin, options, {
    ...signingCases(options.key),
    'acknowledges entries with consecutive indices': async (wired) => {
      const log = wired.get(AuditLog);
      const first = (await log.append(entry(0))).index;
      expect((await log.append(entry(1))).index).toBe(first + 1);
      expect((await log.append(entry(2))).index).toBe(first + 2);
    },
    'gives the RFC 9162 hash of the canonical entry as its leaf': async (wired) => {
      const unordered = { kind: 'test', b: [1, 'é', null], a: { d: 1e21, c: true } };
      const { leaf } = await wired.get(AuditLog).append(unordered);
      expect(leaf).toBe(leafOf(unordered));
    },
    'keeps the order of calls when many are under way': async (wired) => {
      const log = wired.get(AuditLog);
      const entries = Array.from({ length: 300 }, (_, n) => entry(n));
      const receipts = await Promise.all(entries.map((one) => log.append(one)));
      const first = receipts[0]?.index as number;
      expect(receipts.map(({ index }) => index - first)).toEqual(entries.map((_, n) => n));
      expect(await readFrom(log, first)).toEqual(entries);
    },
    'reads back what was appended, whatever the JSON': async (wired) => {
      const log = wired.get(AuditLog);
      const { index } = await log.append(odd);
      expect(await readFrom(log, index)).toEqual([odd]);
    },
    'records an entry as it was when it was handed over': async (wired) => {
      const log = wired.get(AuditLog);
      const changing = { kind: 'test', items: ['before'] };
      const appended = log.append(changing);
      changing.items.push('after');
      expect(await readFrom(log, (await appended).index)).toEqual([
        { kind: 'test', items: ['before'] },
      ]);
    },
    'reads as far as was acknowledged when the reading was asked for': async (wired) => {
      const log = wired.get(AuditLog);
      const { index } = await log.append(entry(0));
      const reading = log.read(index);
      await log.append(entry(1));
      const found: EntryJson[] = [];
      for await (const one of reading) found.push(one.entry);
      expect(found).toEqual([entry(0)]);
    },
    'reads from any index, with the indices of the entries': async (wired) => {
      const log = wired.get(AuditLog);
      const entries = Array.from({ length: 400 }, (_, n) => entry(n));
      const [receipt] = await Promise.all(entries.map((one) => log.append(one)));
      const first = receipt?.index as number;
      for (const from of [0, 1, 127, 128, 129, 255, 256, 399]) {
        for await (const { index, entry: found } of log.read(first + from)) {
          expect({ index, found }).toEqual({ index: first + from, found: entries[from] });
          break;
        }
      }
      expect(await readFrom(log, first + 400)).toEqual([]);
    },
    'refuses what has no canonical form, and goes on': async (wired) => {
      const log = wired.get(AuditLog);
      const { index } = await log.append(entry(0));
      const refused = [{ bad: '\ud800' }, { bad: Number.NaN }, { bad: undefined as never }];
      for (const one of refused) await expect(log.append(one)).rejects.toThrow();
      expect((await log.append(entry(1))).index).toBe(index + 1);
      expect(await readFrom(log, index)).toEqual([entry(0), entry(1)]);
    },
    'takes a large entry': async (wired) => {
      const log = wired.get(AuditLog);
      const large = { kind: 'test', text: 'ü'.repeat(1_500_000) };
      const { index, leaf } = await log.append(large);
      expect(leaf).toBe(leafOf(large));
      expect(await readFrom(log, index)).toEqual([large]);
    },
    'finds what a query asks for as a reading of all of it does': async (wired) => {
      const log = wired.get(AuditLog);
      const story = storyOf(40);
      const receipts = await Promise.all(story.map((one) => log.append(one)));
      const from = receipts[0]?.index as number;
      for (const query of queries(from)) {
        const expected = await all(selectFrom(log.read(), query));
        const found = await all(log.query?.(query) ?? selectFrom(log.read(), query));
        expect({ query, found }).toEqual({ query, found: expected });
      }
      await log.append({ ...story[1], call: 'later' } as EntryJson);
      const later = await all(log.query?.({ from, calls: ['later'] }) ?? log.read(from + 160));
      expect(later.map(({ entry: { call } }) => call)).toEqual(['later']);
    },
    'lets readers go along from any index, with a filter, and gives each entry once': async (
      wired,
    ) => {
      const log = wired.get(AuditLog);
      const streams = new AuditStreamManager(log, new Ledger());
      const story = storyOf(30);
      const first = (await log.append(entry(0))).index;
      streams.publish(first, entry(0));
      const early = streams.subscribe({ verdicts: ['forbid'] });
      const receipts = await Promise.all(story.map((one) => log.append(one)));
      for (const [at, { index }] of receipts.entries()) {
        streams.publish(index, story[at] as EntryJson);
      }
      const late = streams.subscribe({}, { from: first });
      streams.end();
      const seen: number[] = [];
      for await (const { index, entry: found } of late) {
        seen.push(index);
        expect(found).toEqual(index === first ? entry(0) : story[index - first - 1]);
      }
      expect(seen).toEqual(Array.from({ length: story.length + 1 }, (_, n) => first + n));
      const forbidden = story.filter(({ verdict }) => verdict === 'forbid');
      const along: EntryJson[] = [];
      for await (const { entry: found } of early) along.push(found);
      expect(along).toEqual(forbidden);
    },
    'keeps a large value under its digest, over a stop and a start': async (wired) => {
      const log = wired.get(AuditLog);
      if (log.content === undefined) return;
      const bytes = Buffer.from('large '.repeat(50_000));
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      const [first, second] = await Promise.all([log.content.put(bytes), log.content.put(bytes)]);
      expect([first, second]).toEqual([digest, digest]);
      await wired.stop();
      await wired.start();
      expect(Buffer.from((await log.content.get(digest)) ?? []).equals(bytes)).toBe(true);
      expect(await log.content.get(`sha256:${'0'.repeat(64)}`)).toBeUndefined();
    },
    'keeps values that entries commit to until they are forgotten, over a stop and a start': async (
      wired,
    ) => {
      const log = wired.get(AuditLog);
      if (log.forget === undefined) return;
      const [salt, values] = ['ab'.repeat(32), ['one', 'two']];
      const withheld = values.map((value) => ({ pointer: `/${value}`, salt, value }));
      const commitments = Object.fromEntries(
        withheld.map((one) => [one.pointer, commitmentOf(one)]),
      );
      const kept = { kind: 'test', one: '[withheld]', two: '[withheld]', commitments };
      const receipts = await Promise.all([
        log.append(kept, withheld),
        log.append(entry(1)),
        log.append(kept, withheld),
      ]);
      const [first, , third] = receipts.map(({ index }) => index) as [number, number, number];
      const found = async () => (await all(log.read(first))).map((one) => one.withheld ?? []);
      expect(await found()).toEqual([withheld, [], withheld]);
      const gone = { kind: 'forgotten', values: [{ index: first, pointers: ['/one'] }] };
      const { index } = await log.forget(gone);
      const after = [withheld.slice(1), [], withheld, []];
      expect(await found()).toEqual(after);
      await wired.stop();
      await wired.start();
      expect(await found()).toEqual(after);
      expect(await readFrom(log, third)).toEqual([kept, gone]);
      expect(index).toBe(third + 1);
    },
    'is written by one at a time, where its entries lie outside it': async (wired) => {
      const log = wired.get(AuditLog);
      const { index } = await log.append(entry(0));
      const other = await another();
      try {
        // Refused, or another log, or this one from now on: then the first writes nothing more.
        const begun = await other.start().then(
          () => true,
          () => false,
        );
        const foreign = { kind: 'test', by: 'another' };
        const its = await (begun ? other.get(AuditLog).append(foreign) : undefined);
        const own = await log.append(entry(1)).catch(() => undefined);
        if (own === undefined) expect(its).toBeDefined();
        else expect(await readFrom(log, index)).toEqual([entry(0), entry(1)]);
      } finally {
        await other.stop();
      }
    },
    'refuses with VAK6105 once it is stopped': async (wired) => {
      const log = wired.get(AuditLog);
      await wired.stop();
      await expect(log.append(entry(0))).rejects.toMatchObject({ code: 'VAK6105' });
    },
    'settles what is under way when it is stopped': async (wired) => {
      const log = wired.get(AuditLog);
      const appended = Array.from({ length: 20 }, (_, n) => log.append(entry(n)));
      await wired.stop();
      const settled = await Promise.allSettled(appended);
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    },
    'keeps its entries over a stop and a start': async (wired) => {
      const log = wired.get(AuditLog);
      const { index } = await log.append(entry(0));
      await wired.stop();
      await wired.start();
      expect((await log.append(entry(1))).index).toBe(index + 1);
      expect(await readFrom(log, index)).toEqual([entry(0), entry(1)]);
    },
  });
}

const entry = (n: number): EntryJson => ({ kind: 'test', n });

/** Sessions of two agents with decisions, outcomes and tickets, as a runtime writes them. */
function storyOf(calls: number): readonly EntryJson[] {
  const at = (n: number): string => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();
  return Array.from({ length: calls }, (_, n): readonly EntryJson[] => {
    const [session, call, agent] = [`s-${n % 7}`, `c-${n}`, n % 2 === 0 ? 'desk' : 'auditor'];
    const tool = ['orders.read', 'orders.refund', 'mail.send'][n % 3] as string;
    const verdict = ['permit', 'forbid', 'approval', 'permit'][n % 4] as string;
    const who = { session, agent, principal: `p-${n % 5}`, tenant: 't' };
    const opinions = [{ by: 'policy', verdict, rule: `desk.rule${n % 4}` }];
    const binding = { ...who, call, tool };
    return [
      { v: 1, kind: 'session', at: at(n), ...who },
      { v: 1, kind: 'decision', at: at(n), ...who, call, tool, verdict, opinions, labels: ['x'] },
      { v: 1, kind: 'outcome', at: at(n), session, call, tool, labels: n % 3 === 0 ? ['y'] : [] },
      { v: 1, kind: 'ticket', at: at(n), fact: { fact: 'opened', ticket: `k-${n}`, binding } },
    ];
  }).flat();
}

const queries = (from: number): readonly AuditQuery[] => [
  { from },
  { from, agents: ['desk'] },
  { from, sessions: ['s-1', 's-2'], kinds: ['outcome'] },
  { from, tools: ['mail.send'], verdicts: ['forbid'] },
  { from, rules: ['desk.rule3'], newest: true, limit: 3 },
  { from, labels: ['y'], principals: ['p-0', 'p-3'] },
  { from, calls: ['c-5'] },
  { from, since: Date.UTC(2026, 0, 1, 0, 10), until: Date.UTC(2026, 0, 1, 0, 20) },
  { from: from + 9, to: from + 30, tenants: ['t'], limit: 5 },
  { from, agents: ['nobody'] },
  { from, limit: 0 },
  { from, levels: ['warning', 'notice'], agents: ['desk'] },
];

async function all(entries: AsyncIterable<Recorded>): Promise<readonly Recorded[]> {
  const found: Recorded[] = [];
  for await (const one of entries) found.push(one);
  return found;
}

const odd: EntryJson = {
  '': '',
  '\u2028\n"\\': '\u0000\u001f\u007f\u2029😀',
  10: 1,
  9: 0.1,
  nested: [[], {}, [null, false, -1e-7, 9007199254740991]],
};

const leafOf = (json: Json): string =>
  createHash('sha256').update('\0').update(canonicalJson(json)).digest('hex');

async function readFrom(log: AuditLog, from: number): Promise<readonly EntryJson[]> {
  const found: EntryJson[] = [];
  for await (const one of log.read(from)) found.push(one.entry);
  return found;
}
