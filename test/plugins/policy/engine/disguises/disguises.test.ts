import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { policyEngine } from '../../../../../src/plugins/policy/engine/engine.ts';
import type { Opinion } from '../../../../../src/runtime/contract/index.ts';
import { fromJson } from '../../../../../src/runtime/contract/index.ts';
import { lit, op, record } from '../../../../dsl/plan/written.ts';
import { call, planOf, rule, when } from '../sample.ts';
import { cases, disguises, fate, plain, root, tally, x } from './cases.ts';
import { escaped, escapedTwice, wide } from './tricks.ts';

describe('a forbidden argument in disguise', () => {
  it.each(cases)('$what is forbidden as it stands', ({ kind, plain, forbidden }) => {
    expect(fate(kind, plain, forbidden)).toBe('forbidden');
  });

  it.each(cases)('$what passes in no disguise', ({ kind, forbidden, written }) => {
    expect(written.filter((json) => fate(kind, json, forbidden) === 'free')).toEqual([]);
  });

  it('was tried in more than two thousand ways', () => {
    const all = cases.flatMap(({ kind, written }) => written.map((json) => `${kind} ${json}`));
    expect(new Set(all).size).toBeGreaterThan(2_000);
  });
});

describe('a permit that asks for a place', () => {
  const open = op(x, 'in', lit('path', '/repository/public'));
  const escapes = disguises('/repository/public/../secrets/key.pem', [escaped, escapedTwice, wide]);

  it('is not met by walking out of it', () => {
    const engine = policyEngine(planOf([rule('p.open', 'permit', [when(open)])]));
    const permitted = escapes.filter((json) => {
      const reading = fromJson(json, { type: 'path' }, { root });
      if (!reading.ok) return false;
      const said = engine.decide(call({ args: record({ x: reading.value }) }));
      return (said as readonly Opinion[]).length > 0 && !visiblyInside(json);
    });
    expect(permitted).toEqual([]);
  });

  /** Full-width letters name other files; only the walk itself must not be hidden. */
  const visiblyInside = (json: string): boolean => {
    const reading = fromJson(json, { type: 'path' }, { root });
    return (
      reading.ok &&
      /^\/repository\/public(?:\/(?!\.\.)[^/]*)*$/.test((reading.value as { text: string }).text)
    );
  };
});

describe('plain arguments', () => {
  it.each(plain)('of kind %s are let through, all but one in a hundred', (kind, forbidden, all) => {
    const blocked = all.filter((json) => fate(kind, json, forbidden) !== 'free');
    expect(blocked.length / all.length, blocked.join('\n')).toBeLessThanOrEqual(0.01);
  });
});

describe('the figures that the documentation gives', () => {
  it('are those of the suite', () => {
    const { disguises: tried, through, plain: usual, blocked } = tally();
    const page = readFileSync(new URL('../../../../../docs/values.md', import.meta.url), 'utf8');
    const told =
      /(\d[\d,]*) disguised arguments.*? of which (\d+) got through, and (\d[\d,]*) plain arguments, of which (\d+) /;
    const said = told
      .exec(page.replaceAll(/\s+/g, ' '))
      ?.slice(1)
      .map((word) => Number(word.replaceAll(',', '')));
    expect(said).toEqual([tried, through.length, usual, blocked.length]);
  });
});
