import type { CompletionResponse, TokenLogprob } from '../../../../runtime/contract/index.ts';

const instead = '[redacted]';
/** Shorter pieces of a secret are found in any text and tell nothing. */
const shortestPiece = 3;

/**
 * An answer without these texts. Tokens that hold one, or are a piece of one, are blanked too; where the
 * answer itself held one, its probabilities are left out as a whole, since their places spell it.
 */
export function redactedBy(
  secrets: readonly string[],
  answer: CompletionResponse,
): CompletionResponse {
  const meant = secrets.filter((secret) => secret !== '');
  const text = meant.reduce((left, secret) => left.replaceAll(secret, instead), answer.text);
  const { logprobs, ...rest } = answer;
  if (logprobs === undefined || text !== answer.text) return { ...rest, text };
  const blank = ({ token, logprob }: TokenLogprob): TokenLogprob => ({
    token: meant.some((secret) => tells(secret, token)) ? instead : token,
    logprob,
  });
  return { ...rest, text, logprobs: logprobs.map((place) => place.map(blank)) };
}

function tells(secret: string, token: string): boolean {
  const piece = token.trim();
  return token.includes(secret) || (piece.length >= shortestPiece && secret.includes(piece));
}
