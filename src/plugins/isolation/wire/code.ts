import { isTyped, oneExpression, type ToolCode } from '../../../runtime/contract/index.ts';
import type { Code } from './messages.ts';

/** A code as a child is told of it, but for what is the child's own affair. */
export type Told = Omit<Code, 'slot' | 'cached'>;

/** Names a code among all others, by its digest and by which of its files have types to be stripped. */
export const keyOf = ({ file, digest, modules = [] }: ToolCode): string =>
  `${[{ file }, ...modules].map((one) => (isTyped(one.file) ? 't' : 'j')).join('')}${digest}`;

/** Whether a code is one expression, of which the engine can keep what it made. */
export const isExpression = (text: string): boolean =>
  text.startsWith(oneExpression.opens) && text.endsWith(oneExpression.closes);

/** What a child is told of a code. */
export const toldOf = ({ text, file, modules = [] }: ToolCode): Told => ({
  text,
  typed: isTyped(file),
  expression: isExpression(text),
  modules: modules.map(({ name, file, text }) => ({ name, typed: isTyped(file), text })),
});

/** A text, and those that it may import. */
interface Texts {
  readonly text: string;
  readonly modules?: readonly { readonly text: string }[];
}

/** All its texts together, in UTF-16 units. */
export const unitsOf = ({ text, modules = [] }: Texts): number =>
  modules.reduce((sum, module) => sum + module.text.length, text.length);

const sizes = new WeakMap<Texts, number>();

/** All its texts together, in UTF-8 bytes, counted once. */
export function bytesOf(code: Texts): number {
  let size = sizes.get(code);
  if (size === undefined) {
    const { text, modules = [] } = code;
    size = modules.reduce((sum, one) => sum + Buffer.byteLength(one.text), Buffer.byteLength(text));
    sizes.set(code, size);
  }
  return size;
}
