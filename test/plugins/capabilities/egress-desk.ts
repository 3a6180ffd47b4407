import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { Credentials } from '../../../src/plugins/capabilities/egress/credentials.ts';
import { Egress } from '../../../src/plugins/capabilities/egress/egress.ts';
import {
  allowanceOf,
  type HostAnswer,
  HostDesk,
  type Json,
  type SecretPlan,
} from '../../../src/runtime/contract/index.ts';
import { certificate } from './certificate.ts';

const identity = certificate('api.example', 'other.example');
const servers: Server[] = [];
const authorities = getCACertificates();
beforeAll(() => setDefaultCACertificates([...authorities, identity.cert]));
afterAll(() => setDefaultCACertificates(authorities));
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Serves on loopback and gives the port. */
export async function serve(listener: RequestListener, secure = true): Promise<number> {
  const server = secure ? createSecureServer(identity, listener) : createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export const value = 's3cret-value-of-a-key';
export const key = (to: string, as: SecretPlan['as']): SecretPlan => ({
  name: 'key',
  from: { name: 'env', json: ['KEY'] },
  for: ['pages.get'],
  to: [to],
  as,
  at: 'x.vak:1:1',
});
export const bearer = { name: 'header', json: ['Authorization', 'Bearer {}'] };

/** A desk for one run of `pages.get`; every name leads to `addresses`. */
export function desk(
  network: readonly string[],
  options: {
    readonly addresses?: (host: string) => readonly string[];
    readonly secrets?: readonly SecretPlan[];
    readonly opened?: string[];
    readonly kind?: 'tool' | 'plugin';
  } = {},
): HostDesk {
  const { addresses = () => ['127.0.0.1'], secrets = [], opened = [], kind = 'tool' } = options;
  const scrubbers = [
    {
      name: 'test',
      scrub: (text: string) => ({ text: text.split(value).join('[key]'), found: [] }),
    },
  ];
  const credentials = new Credentials(secrets, {
    open: async (name) => {
      opened.push(name);
      return value;
    },
    reveal: () => undefined,
  });
  const resolver = { resolve: async (host: string) => addresses(host) };
  const egress = new Egress({ resolver, credentials, scrubbers });
  const to = { kind, name: 'pages.get', grants: { network }, root: '/' };
  const allowance = allowanceOf([egress], to);
  return new HostDesk(() => allowance, scrubbers);
}

export const ask = (from: HostDesk, args: Json, ms = 5000): Promise<HostAnswer> =>
  from.answer('fetch', args, AbortSignal.timeout(ms));
export const local = (port: number, scheme = 'https'): string => `${scheme}://127.0.0.1:${port}`;
export const bodyOf = (answer: HostAnswer): string =>
  answer.ok ? (answer.value as { readonly body: string }).body : '{}';
export const seen = (
  answer: HostAnswer,
): { headers: Record<string, string>; [key: string]: unknown } => JSON.parse(bodyOf(answer));
