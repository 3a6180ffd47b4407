import type { Json, SentHead } from '../../../runtime/contract/index.ts';

/** Posts a head as it stands, as text. Any answer of the two hundreds means that it was taken. */
export async function postTo(
  { note }: SentHead,
  args: readonly Json[],
  signal: AbortSignal,
): Promise<void> {
  const [url, ...rest] = args;
  if (typeof url !== 'string' || rest.length > 0 || !/^https?:$/.test(protocolOf(url))) {
    throw new Error('a webhook takes one address, as `https://…`');
  }
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  const answer = await fetch(url, {
    method: 'POST',
    body: note,
    headers,
    signal,
    redirect: 'error',
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
}

const protocolOf = (url: string): string => (URL.canParse(url) ? new URL(url).protocol : '');
