/** Words in colours, or plain where colours are not wanted. */
export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

/** The palette for a terminal (`colour`), or one that leaves every text as it is. */
export function palette({ colour }: { readonly colour: boolean }): Palette {
  const style = (open: number, close: number) => (text: string) =>
    colour ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
  };
}

/** The colour a verdict has everywhere. */
export function verdictColour(colours: Palette, verdict: string): (text: string) => string {
  if (verdict === 'permit') return colours.green;
  return verdict === 'forbid' ? colours.red : colours.yellow;
}

/**
 * Text that may have come from a model or a guest, safe for a terminal: control characters, escapes, marks
 * that turn the direction of writing and all else that does not show is shown as codes, on one line.
 */
export function printable(text: string): string {
  // What comes from a log that someone else wrote may be no text at all.
  return String(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) as number).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}
