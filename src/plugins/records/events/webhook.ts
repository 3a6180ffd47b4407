import { createHash } from 'node:crypto';
import type { Delivered, Json, Signer, StreamEvent } from '../../../runtime/contract/index.ts';
import { lineOf } from './line.ts';

/** Answers of a receiver that will say the same of the same event again. */
const final: ReadonlySet<number> = new Set([400, 406, 411, 413, 414, 415, 422, 431, 451]);

/**
 * Posts events as JSON lines, signed by the Standard Webhooks scheme with an Ed25519 key (`v1a`). Any
 * answer of the two hundreds means that all were taken. Where a receiver refuses a batch for good, its
 * events are posted one by one, so that only the odd one is lost to it.
 */
export async function post(
  events: readonly StreamEvent[],
  args: readonly Json[],
  { key, signal, now }: { key: Signer; signal: AbortSignal; now: () => number },
): Promise<Delivered> {
  const [url, ...rest] = args;
  const protocol = typeof url === 'string' && URL.canParse(url) ? new URL(url).protocol : '';
  if (typeof url !== 'string' || rest.length > 0 || !/^https?:$/.test(protocol)) {
    throw new Error('a webhook takes one address, as `https://…`');
  }
  const send = async (some: readonly StreamEvent[]): Promise<number> => {
    const body = some.map(lineOf).join('');
    const headers = signed(body, some, key, now());
    const answer = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'error' });
    await answer.body?.cancel();
    return answer.status;
  };
  const status = await send(events);
  if (isTaken(status)) return { taken: events.length };
  if (!final.has(status)) throw new Error(`the webhook answered ${status}`);
  if (events.length === 1) return { taken: 0, refused: `the webhook answered ${status}` };
  for (const [taken, event] of events.entries()) {
    const alone = await send([event]);
    if (isTaken(alone)) continue;
    const said = `the webhook answered ${alone}`;
    return final.has(alone) ? { taken, refused: said } : { taken };
  }
  return { taken: events.length };
}

const isTaken = (status: number): boolean => status >= 200 && status < 300;

/** The same events have the same id whenever they are sent, so that a receiver knows them again. */
function signed(
  body: string,
  events: readonly StreamEvent[],
  key: Signer,
  now: number,
): Readonly<Record<string, string>> {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 32);
  const id = `evt_${events[0]?.index}_${digest}`;
  const at = String(Math.floor(now / 1_000));
  const signature = key.sign(Buffer.from(`${id}.${at}.${body}`)).toString('base64');
  return {
    'content-type': 'application/x-ndjson',
    'webhook-id': id,
    'webhook-timestamp': at,
    'webhook-signature': `v1a,${signature}`,
  };
}
