/**
 * Runs of characters that show nothing or turn the direction of the text around them: controls other
 * than tab and line ends, line separators outside ASCII, bidirectional embeddings and isolates.
 */
export const invisible = /(?:(?![\t\n\r])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069])+/gu;

/** A text token with nothing in it to look at: no escape, no control character, no lone surrogate. */
export const plainText = /^"[^"\\\p{Cc}\ud800-\udfff]*"$/u;
