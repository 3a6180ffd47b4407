import type { Random } from './random.ts';

/** Texts with `{slots}`, and what may stand in them; a slot's fillers may have slots of their own. */
export type Slots = Readonly<Record<string, readonly string[]>>;

const slot = /\{(\w+)\}/g;
const deepest = 6;

/** One text of a template, every slot filled by chance. Throws for a slot that nobody declared. */
export function fill(template: string, slots: Slots, random: Random, depth = 0): string {
  if (depth > deepest) throw new Error(`slots of \`${template}\` go round in a circle`);
  return template.replace(slot, (_, name: string) => {
    const fillers = slots[name];
    if (fillers === undefined) throw new Error(`there is no slot \`${name}\``);
    return fill(random.pick(fillers), slots, random, depth + 1);
  });
}

/** The items of a text, `¦` between two; line ends are spaces, and `\n` and `\t` in an item what they name. */
export const listed = (text: string): readonly string[] =>
  text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .split(/ ?¦ ?/)
    .map((item) => item.replaceAll('\\n', '\n').replaceAll('\\t', '\t'));
