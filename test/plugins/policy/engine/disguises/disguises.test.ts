import { describe, expect, it } from 'vitest';
import { policyEngine } from '../../../../../src/plugins/policy/engine/engine.ts';
import type { ExprPlan, Opinion, ScalarType } from '../../../../../src/runtime/contract/index.ts';
import { fromJson } from '../../../../../src/runtime/contract/index.ts';
import { like, list, lit, op, record, ref, runs, text } from '../../../../dsl/plan/written.ts';
import { call, planOf, rule, when } from '../sample.ts';
import { disguisedRemovals, plainCommands } from './commands.ts';
import {
  asAddress,
  asEmail,
  asHost,
  asUrl,
  escaped,
  escapedInUpperCase,
  escapedThrice,
  escapedTwice,
  inMixedCase,
  type Trick,
  walked,
  wide,
  withHidden,
} from './tricks.ts';

const root = '/repository';

/** What becomes of an argument: refused as bad, forbidden, or let through. */
function fate(
  kind: ScalarType,
  json: string,
  forbidden: ExprPlan,
): 'refused' | 'forbidden' | 'free' {
  const reading = fromJson(json, { type: kind }, { root });
  if (!reading.ok) return 'refused';
  const engine = policyEngine(planOf([rule('p.forbidden', 'forbid', [when(forbidden)])]));
  const said = engine.decide(call({ args: record({ x: reading.value }) })) as readonly Opinion[];
  return said.length === 0 ? 'free' : 'forbidden';
}

/** All that tricks make of a text, and some of that disguised once more. */
function disguises(plain: string, tricks: readonly Trick[], again?: Trick): readonly string[] {
  const once = tricks.flatMap((trick) => trick(plain));
  const twice = once.flatMap((text) => again?.(text).filter((_, at) => at % 5 === 0) ?? []);
  return [...new Set([...once, ...twice])];
}

interface Case {
  readonly what: string;
  readonly kind: ScalarType;
  readonly plain: string;
  readonly forbidden: ExprPlan;
  readonly written: readonly string[];
}

const x = ref('args.x');
const secret = '/repository/secrets/key.pem';
const inside = '/admin/users';
const paths = disguises(secret, [walked, escaped, escapedInUpperCase, escapedTwice, escapedThrice]);
const urlOf = (host: string): string => `https://${host}${inside}`;
const spellings = [escaped, escapedInUpperCase, wide, asHost, withHidden];
const hosts = disguises('internal.example', [inMixedCase, ...spellings], inMixedCase);
const urlPaths = [escaped, escapedInUpperCase, escapedTwice].flatMap((trick) =>
  trick(inside.slice(1)).map((path) => `https://internal.example/${path}`),
);

const cases: readonly Case[] = [
  {
    what: 'a path in a folder',
    kind: 'path',
    plain: secret,
    forbidden: op(x, 'in', lit('path', '/repository/secrets')),
    written: paths,
  },
  {
    what: 'a path in a folder below the root',
    kind: 'path',
    plain: secret,
    forbidden: op(x, 'in', lit('path', 'secrets')),
    written: paths,
  },
  {
    what: 'a path by pattern',
    kind: 'path',
    plain: secret,
    forbidden: like(x, 'secrets/*'),
    written: paths,
  },
  {
    what: 'a file by its name',
    kind: 'path',
    plain: '/repository/deep/.env.local',
    forbidden: like(ref('args.x.name'), '.env*'),
    written: disguises('/repository/deep/.env.local', [walked, escaped, escapedTwice]),
  },
  {
    what: 'the host of a URL',
    kind: 'url',
    plain: urlOf('internal.example'),
    forbidden: op(ref('args.x.host'), 'in', list(text('internal.example'), text('other.example'))),
    written: [...hosts.map(urlOf), ...disguises(urlOf('internal.example'), [asUrl, withHidden])],
  },
  {
    what: 'the path of a URL',
    kind: 'url',
    plain: urlOf('internal.example'),
    forbidden: like(ref('args.x.path'), '/admin/*'),
    written: [...asUrl(urlOf('internal.example')), ...urlPaths],
  },
  {
    what: 'a URL by pattern',
    kind: 'url',
    plain: urlOf('internal.example'),
    forbidden: like(x, 'https://internal.example/admin/*'),
    written: [...asUrl(urlOf('internal.example')), ...urlPaths, ...hosts.map(urlOf)],
  },
  {
    what: 'a host by its name',
    kind: 'host',
    plain: 'internal.example',
    forbidden: op(x, '==', lit('host', 'internal.example')),
    written: hosts,
  },
  {
    what: 'a host by its address',
    kind: 'host',
    plain: '169.254.169.254',
    forbidden: op(x, '==', lit('host', '169.254.169.254')),
    written: disguises('169.254.169.254', [asAddress, wide, escaped, withHidden]),
  },
  {
    what: 'the address of a URL',
    kind: 'url',
    plain: 'http://127.0.0.1/admin/users',
    forbidden: op(ref('args.x.host'), '==', text('127.0.0.1')),
    written: disguises('127.0.0.1', [asAddress, wide, escaped]).map((to) => `http://${to}/`),
  },
  {
    what: 'a mail address',
    kind: 'email',
    plain: 'boss@corp.example',
    forbidden: op(x, '==', lit('email', 'boss@corp.example')),
    written: disguises('boss@corp.example', [inMixedCase, asEmail, withHidden, wide]),
  },
  {
    what: 'a mail domain',
    kind: 'email',
    plain: 'boss@corp.example',
    forbidden: op(ref('args.x.domain'), '==', text('corp.example')),
    written: [inMixedCase, asHost, wide, escaped].flatMap((trick) =>
      trick('corp.example').map((domain) => `boss@${domain}`),
    ),
  },
  {
    what: 'a command',
    kind: 'command',
    plain: 'rm -rf /srv',
    forbidden: runs(x, 'rm', '-r', '-f'),
    written: disguisedRemovals,
  },
  {
    what: 'an amount',
    kind: 'money',
    plain: '51 EUR',
    forbidden: op(x, '>', lit('money', '50 EUR')),
    written: [
      ...['51.0 EUR', '51.000000000 EUR', '051 EUR', '5.1e1 EUR', '51 eur', '51EUR', '51 USD'],
      ...['+51 EUR', '51,00 EUR', '0x33 EUR', '５１ EUR', '51\u00a0EUR', '50.0000000001 EUR'],
    ],
  },
];

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
  const words = ['src', 'docs', 'a-b', 'test_1', 'Größe', '日本', 'v1.2', 'index.ts', 'x y', 'Q&A'];
  const pairs = words.flatMap((a) => words.map((b) => [a, b] as const));
  const plain: readonly (readonly [ScalarType, ExprPlan, readonly string[]])[] = [
    [
      'path',
      op(x, 'in', lit('path', '/repository/secrets')),
      pairs.flatMap(([a, b]) => [`${a}/${b}`, `/repository/${a}/${b}`, `./${a}`]),
    ],
    [
      'url',
      op(ref('args.x.host'), '==', text('internal.example')),
      pairs.map(
        ([a, b]) =>
          `https://www.example.org/${encodeURIComponent(a)}/${encodeURIComponent(b)}?q=${encodeURIComponent(a)}`,
      ),
    ],
    [
      'email',
      op(x, '==', lit('email', 'boss@corp.example')),
      ['ann', 'ann.lee', 'ann+news', "o'neil", 'a_b-c', '007'].flatMap((local) =>
        ['corp.example', 'mail.example.org', 'münchen.example'].map((d) => `${local}@${d}`),
      ),
    ],
    ['command', runs(x, 'rm', '-r', '-f'), plainCommands],
  ];

  it.each(plain)('of kind %s are let through, all but one in a hundred', (kind, forbidden, all) => {
    const blocked = all.filter((json) => fate(kind, json, forbidden) !== 'free');
    expect(blocked.length / all.length, blocked.join('\n')).toBeLessThanOrEqual(0.01);
  });
});
