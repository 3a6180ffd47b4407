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
 * Text that may have come from a model or a guest, safe for a terminal: control characters, escapes
 * and marks that turn the direction of writing are shown as codes, on one line.
 */
export function printable(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
