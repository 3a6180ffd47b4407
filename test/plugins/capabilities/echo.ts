import type { IncomingMessage, RequestListener } from 'node:http';

/** Answers with what was asked, and with the authorisation once more in a header. */
export const echo: RequestListener = async (request, response) => {
  const { method, url, headers } = request;
  const body = await textOf(request);
  response.setHeader('x-seen', String(headers.authorization));
  response.end(JSON.stringify({ method, url, headers, body }));
};
async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text;
}
