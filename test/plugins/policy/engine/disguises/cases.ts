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

// Forbidden arguments, the disguises they are tried in, and plain arguments that must pass.

export const root = '/repository';

/** What becomes of an argument: refused as bad, forbidden, or let through. */
export function fate(
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
export function disguises(
  plain: string,
  tricks: readonly Trick[],
  again?: Trick,
): readonly string[] {
  const once = tricks.flatMap((trick) => trick(plain));
  const twice = once.flatMap((text) => again?.(text).filter((_, at) => at % 5 === 0) ?? []);
  return [...new Set([...once, ...twice])];
}

export interface Case {
  readonly what: string;
  readonly kind: ScalarType;
  readonly plain: string;
  readonly forbidden: ExprPlan;
  readonly written: readonly string[];
}

export const x = ref('args.x');
const secret = '/repository/secrets/key.pem';
const inside = '/admin/users';
const paths = disguises(secret, [walked, escaped, escapedInUpperCase, escapedTwice, escapedThrice]);
const urlOf = (host: string): string => `https://${host}${inside}`;
const spellings = [escaped, escapedInUpperCase, wide, asHost, withHidden];
const hosts = disguises('internal.example', [inMixedCase, ...spellings], inMixedCase);
const urlPaths = [
  ...[escaped, escapedInUpperCase, escapedTwice].flatMap((trick) =>
    trick(inside.slice(1)).map((path) => `https://internal.example/${path}`),
  ),
  ...['%2f', '%2F%2f', '%5c', '%252f', '%255C', '/%2f', '%u002f'].flatMap((slash) => [
    `https://internal.example/${slash}admin/users`,
    `https://internal.example/${slash}%61dmin/users`,
  ]),
];
const asked = [escaped, escapedInUpperCase, escapedTwice, escapedThrice].flatMap((trick) =>
  trick('file:///etc/x').map((of) => `https://internal.example/?u=${of}`),
);

/** Every forbidden argument with its disguises. */
export const cases: readonly Case[] = [
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
    what: 'the query of a URL',
    kind: 'url',
    plain: 'https://internal.example/?u=file:///etc/x',
    forbidden: like(ref('args.x.query'), '*file:///*'),
    written: asked,
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
      ...['51 \u0415UR', 'EUR 51', '€51', '51 XXX', '51 BTC', '5_1 EUR', '51. EUR', '51\tEUR'],
      ...disguises('51 EUR', [wide, withHidden, escaped]),
    ],
  },
  {
    what: 'a decimal',
    kind: 'decimal',
    plain: '0.81',
    forbidden: op(x, '>', lit('decimal', '0.80')),
    written: [
      ...[
        '.81',
        '00.81',
        '8.1e-1',
        '+0.81',
        '0,81',
        '0.8000000001',
        '81/100',
        '0x1',
        'Infinity',
        'NaN',
      ],
      ...disguises('0.81', [wide, withHidden, escaped]),
    ],
  },
  {
    what: 'a length of time',
    kind: 'duration',
    plain: '5h',
    forbidden: op(x, '>', lit('duration', '4h')),
    written: [
      ...['300m', '18000s', '5.0h', '1d', '0.5d', '5H', 'PT5H', '4h60m', '5 h', '5hours', '1e1h'],
      ...['99999999999999999999h', '18000000ms', '4.0000000001h', '1w', '1y'],
      ...disguises('5h', [wide, withHidden, escaped]),
    ],
  },
  {
    what: 'a date',
    kind: 'time',
    plain: '2027-01-01T00:00:00Z',
    forbidden: op(x, '>=', lit('time', '2027-01-01T00:00:00Z')),
    written: [
      ...['2026-12-31T23:59:60Z', '2026-12-31T24:00:00Z', '2027-01-01T01:00:00+01:00'],
      ...[
        '2026-12-31T23:00:00-01:00',
        '2027-01-01',
        '2027-W01-1',
        '20270101T000000Z',
        '1798761600',
      ],
      ...['2027-01-01t00:00:00z', '2027-01-01 00:00:00Z', '2026-12-31T23:59:59.9999999Z'],
      ...['2026-13-01T00:00:00Z', '2026-12-32T00:00:00Z', '+002027-01-01T00:00:00Z'],
      ...disguises('2027-01-01T00:00:00Z', [wide, withHidden, escaped]),
    ],
  },
];

const words = ['src', 'docs', 'a-b', 'test_1', 'Größe', '日本', 'v1.2', 'index.ts', 'x y', 'Q&A'];
const pairs = words.flatMap((a) => words.map((b) => [a, b] as const));
/** Plain arguments of each kind beside what is forbidden of it. */
export const plain: readonly (readonly [ScalarType, ExprPlan, readonly string[]])[] = [
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
  [
    'money',
    op(x, '>', lit('money', '50 EUR')),
    Array.from({ length: 100 }, (_, index) => `${Math.floor(index / 2)}.${(index % 2) * 5} EUR`),
  ],
  [
    'time',
    op(x, '>=', lit('time', '2027-01-01T00:00:00Z')),
    Array.from({ length: 28 }, (_, day) => `2026-02-${String(day + 1).padStart(2, '0')}T08:30:00Z`),
  ],
];

/** The figures of the suite. */
export interface Tally {
  readonly disguises: number;
  readonly families: number;
  readonly through: readonly string[];
  readonly plain: number;
  readonly blocked: readonly string[];
}

/** Tries everything and counts. */
export function tally(): Tally {
  const tried = cases.flatMap(({ kind, forbidden, written }) =>
    [...new Set(written)].map((json) => ({ kind, forbidden, json })),
  );
  const usual = plain.flatMap(([kind, forbidden, all]) =>
    all.map((json) => ({ kind, forbidden, json })),
  );
  const fateOf = (of: { kind: ScalarType; json: string; forbidden: ExprPlan }) =>
    fate(of.kind, of.json, of.forbidden);
  return {
    disguises: new Set(tried.map(({ kind, json }) => `${kind} ${json}`)).size,
    families: cases.length,
    through: tried.filter((of) => fateOf(of) === 'free').map(({ json }) => json),
    plain: usual.length,
    blocked: usual.filter((of) => fateOf(of) !== 'free').map(({ json }) => json),
  };
}
