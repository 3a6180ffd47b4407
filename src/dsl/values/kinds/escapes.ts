const escaped = /%[0-9a-fA-F]{2}/;
/** An escape of two bytes, which some readers decode and most leave as it stands. */
const wide = /%u[0-9a-fA-F]{4}/;
const runs = /(?:%[0-9a-fA-F]{2})+/g;

/**
 * Decodes percent escapes until none is left, so that escaping an escape hides nothing. Undefined
 * where the bytes are no UTF-8, and for escapes of the form `%u002e`. Another `%` that starts no escape stays.
 */
export function decodeFully(text: string): string | undefined {
  let now = text;
  for (let round = 0; escaped.test(now); round += 1) {
    if (round === 8) return undefined;
    const next = decodeOnce(now);
    if (next === undefined) return undefined;
    now = next;
  }
  return wide.test(now) ? undefined : now;
}

function decodeOnce(text: string): string | undefined {
  try {
    return text.replace(runs, (run) => decodeURIComponent(run));
  } catch {
    return undefined;
  }
}

const unreserved = /[A-Za-z0-9._~-]/;

/** Percent escapes in upper case, and none where the character may stand for itself (RFC 3986 §6.2.2). */
export function normalEscapes(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (whole, hex: string) => {
    const plain = String.fromCharCode(Number.parseInt(hex, 16));
    return unreserved.test(plain) ? plain : whole.toUpperCase();
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const hidden = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Cf}]/u;

/** Whether a text holds characters that no reader sees: controls, zero-width and direction marks. */
export const hasHidden = (text: string): boolean => hidden.test(text);
