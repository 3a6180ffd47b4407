import { stripTypeScriptTypes } from 'node:module';
import { isTyped } from '../runtime/contract/execution.ts';

/**
 * A text with its types blanked, everything else where it was; or what keeps it from being TypeScript with erasable
 * types, in the stripper's own words, without a code frame.
 */
export function blanked(text: string): { readonly text: string } | { readonly problem: string } {
  const warn = process.emitWarning;
  try {
    // Stripping is marked experimental in the Node releases this runs on; its warning is not the author's.
    process.emitWarning = () => undefined;
    return { text: stripTypeScriptTypes(withoutMark(text)) };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const problem = message.split('\n').find((line) => line.trim() !== '') ?? 'syntax error';
    return { problem: problem.trim() };
  } finally {
    process.emitWarning = warn;
  }
}

/**
 * Where a file that is JavaScript by its name would have types as TypeScript; undefined where it means the same
 * either way, and for any other file. What is found so is refused: a code's digest is of its bytes alone.
 * @param plain the text with its types blanked
 */
export function ambiguousAt(file: string, text: string, plain: string): number | undefined {
  const own = withoutMark(text);
  if (isTyped(file) || plain === own) return undefined;
  let at = 0;
  while (plain[at] === own[at] && at < own.length) at += 1;
  return at;
}

/** A byte order mark in front of a text as a space, which is nothing to the language. */
const withoutMark = (text: string): string => text.replace(/^\uFEFF/, ' ');
