import { type IncomingMessage, request as plain, type RequestOptions } from 'node:http';
import { request as secure } from 'node:https';
import type { Socket } from 'node:net';
import { HostRefusal, refusalCodes } from '../../../runtime/contract/index.ts';
import { notGranted, tooLarge, unavailable } from '../arguments.ts';
import { addressOf } from './address.ts';

/** One request, ready to go to one address. */
export interface Sent {
  readonly secure: boolean;
  /** The address to connect to, and to no other. */
  readonly address: string;
  readonly port: number;
  /** The name that the certificate must be for; empty for an address. */
  readonly name: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** What came back, within bounds. */
export interface Got {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** No connection came about, so that nothing was sent; another address may do. */
export class Unconnected extends Error {}

/** The body of a response, in bytes. */
const bodyBytes = 1024 * 1024;
const headerBytes = 32 * 1024;

/**
 * Sends one request over a connection of its own and reads the whole answer. Follows nothing, asks no
 * name server, uses no proxy whatever the environment says, and checks the certificate always.
 * @throws HostRefusal when it comes to nothing; Unconnected when nothing was sent
 */
export function exchange(sent: Sent, signal: AbortSignal): Promise<Got> {
  const options: RequestOptions & { servername?: string; rejectUnauthorized?: boolean } = {
    host: sent.address,
    port: sent.port,
    method: sent.method,
    path: sent.path,
    headers: { ...sent.headers, connection: 'close' },
    setHost: false,
    agent: false,
    signal,
    insecureHTTPParser: false,
    maxHeaderSize: headerBytes,
    ...(sent.secure
      ? { servername: sent.name, rejectUnauthorized: true, minVersion: 'TLSv1.2' }
      : {}),
  };
  return new Promise<Got>((resolve, reject) => {
    const asked = (sent.secure ? secure : plain)(options);
    const fail = (refusal: HostRefusal): void => {
      asked.destroy();
      reject(refusal);
    };
    let connected = false;
    asked.on('socket', (socket: Socket) => {
      socket.once('connect', () => {
        connected = true;
        if (addressOf(socket.remoteAddress ?? '') === sent.address) return;
        fail(notGranted('the connection went to another address'));
      });
    });
    asked.on('error', (cause) => {
      const nowhere = !connected && !signal.aborted;
      reject(nowhere ? new Unconnected() : refusalOf(cause, signal));
    });
    // A connection that would become another kind of one is none that an answer comes from.
    asked.on('upgrade', (_, socket: Socket) => {
      socket.destroy();
      reject(unavailable('the response is no answer'));
    });
    asked.on('response', (response) => {
      read(response).then(resolve, (cause: unknown) =>
        fail(cause instanceof HostRefusal ? cause : refusalOf(cause, signal)),
      );
    });
    asked.end(sent.body);
  });
}

async function read(response: IncomingMessage): Promise<Got> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > bodyBytes) throw tooLarge(`a response has at most ${bodyBytes} bytes`);
    pieces.push(piece);
  }
  if (!response.complete) throw unavailable('the response broke off');
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(response.headers)) {
    if (typeof value === 'string') headers.set(name, value);
  }
  const codings = [headers.get('content-encoding'), headers.get('transfer-encoding')];
  const coded = codings.find((one) => one !== undefined && !/^(?:identity|chunked)$/i.test(one));
  if (coded !== undefined) throw unavailable(`the response is encoded as \`${coded}\``);
  return { status: response.statusCode ?? 0, headers, body: Buffer.concat(pieces) };
}

const certificates =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO|HOSTNAME_MISMATCH|INVALID_CA)/;

/** Says what kind of failure it was and nothing of where: no address, no path of the host. */
function refusalOf(cause: unknown, signal: AbortSignal): HostRefusal {
  if (signal.aborted) return new HostRefusal(refusalCodes.time, 'the request took too long');
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (certificates.test(code))
    return unavailable('the other side did not prove that it is the host');
  if (code === 'HPE_HEADER_OVERFLOW') return tooLarge('the headers of the response are too large');
  return unavailable('the host cannot be reached, or broke off');
}
