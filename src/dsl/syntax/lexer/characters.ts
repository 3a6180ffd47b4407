/**
 * Runs of characters that show nothing or turn the direction of the text around them: controls other
 * than tab and line ends, line separators outside ASCII, all that marks or turns direction, fillers,
 * tags, and joiners and variation selectors beside a letter of ASCII, which they cannot join.
 */
export const invisible: RegExp = new RegExp(
  `(?:${[
    '(?![\\t\\n\\r])[\\p{Cc}\\u2028-\\u202e\\u200b\\u200e\\u200f\\u2060-\\u206f\\u061c\\u00ad\\ufff9-\\ufffb]',
    '\\u034f|[\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\uffa0]|[\\u{e0000}-\\u{e0fff}]',
    '(?<!^)\\ufeff',
    '(?<=[\\0-\\x7f])[\\u200c\\u200d\\ufe00-\\ufe0f](?!\\u20e3)|[\\u200c\\u200d](?=[\\0-\\x7f]|$)',
  ].join('|')})+`,
  'gu',
);

/** Runs of what a reader of bytes leaves where they are no UTF-8. */
export const unreadable = /\ufffd+/g;

/** A text token with nothing in it to look at: no escape, no control character, no lone surrogate. */
export const plainText = /^"[^"\\\p{Cc}\ud800-\udfff]*"$/u;
