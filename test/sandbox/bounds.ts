import type { SandboxCase } from './case.ts';
import { doors } from './doors.ts';

/** Every bound that one call alone can run into, each of them named with how far it was used. */
export const bounds: readonly SandboxCase[] = [
  { name: 'bound-of-time', body: 'for (;;);', ends: ['time'], limit: 'time' },
  {
    name: 'bound-of-memory',
    body: 'const a = []; for (;;) a.push(new Array(100_000).fill(1));',
    ends: ['memory'],
    limit: 'memory',
    memory: { process: 8 },
    time: 20_000,
  },
  {
    name: 'bound-of-the-request',
    body: 'return 1;',
    args: 'x'.repeat(5_000_000),
    ends: ['limit'],
    limit: 'request bytes',
  },
  {
    name: 'bound-of-the-result',
    body: "return 'x'.repeat(2_000_000);",
    ends: ['limit'],
    limit: 'result bytes',
  },
  {
    name: 'bound-of-the-result-in-depth',
    body: 'let a = 1; for (let i = 0; i < 99; i++) a = [a]; return a;',
    ends: ['limit'],
    limit: 'result depth',
  },
  {
    name: 'bound-of-the-result-in-values',
    body: 'return Array(100_001).fill(1);',
    ends: ['limit'],
    limit: 'result values',
  },
  {
    name: 'bound-of-host-calls',
    host: doors({ calls: 3 }),
    body: 'for (;;) await host.echo(1);',
    time: 20_000,
    ends: ['limit'],
    limit: 'host calls',
  },
  {
    name: 'bound-of-host-calls-at-once',
    host: doors({ parallel: 2 }),
    body: 'return Promise.all([1, 2, 3].map((n) => host.echo(n)));',
    ends: ['limit'],
    limit: 'host calls at once',
  },
  {
    name: 'bound-of-what-is-sent-to-the-host',
    host: doors({ bytesOut: 1000 }),
    body: "return host.echo('x'.repeat(2000));",
    ends: ['limit'],
    limit: 'host bytes out',
  },
  {
    name: 'bound-of-what-the-host-sends',
    host: doors({ bytesIn: 1000 }),
    body: "return host.echo('x'.repeat(2000));",
    ends: ['limit'],
    limit: 'host bytes in',
  },
  {
    name: 'bound-of-a-host-call-in-depth',
    host: doors(),
    body: 'let a = 1; for (let i = 0; i < 99; i++) a = [a]; return host.echo(a);',
    ends: ['limit'],
    limit: 'host call depth',
  },
  {
    name: 'bound-of-a-host-call-in-values',
    host: doors(),
    body: 'return host.echo(Array(100_001).fill(1));',
    ends: ['limit'],
    limit: 'host call values',
  },
  {
    name: 'bound-of-a-host-call-in-time',
    host: doors({ timeMs: 30 }),
    body: 'return host.hang();',
    time: 20_000,
    ends: ['time'],
    limit: 'host call time',
  },
];
