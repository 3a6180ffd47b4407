import type { PathValue } from '../value.ts';
import { decodeFully, hasHidden } from './escapes.ts';

const longest = 4096;

/**
 * The canonical form of a path, by its text alone: percent escapes decoded to the end, Unicode NFC,
 * `.`, `..`, `//` and a trailing `/` resolved. With an absolute `root` a relative path becomes
 * absolute below it. Idempotent under the same root.
 *
 * Undefined for what tools read in different ways: a backslash, a drive letter, `~`, a scheme,
 * characters that cannot be seen, look-alikes of dot and slash, white space around a component.
 */
export function parsePath(text: string, root?: string): PathValue | undefined {
  const plain = readable(text);
  if (plain === undefined) return undefined;
  const base = root?.startsWith('/') ? components(root) : undefined;
  const absolute = plain.startsWith('/');
  if (absolute || base !== undefined) {
    const parts = resolve(absolute ? [] : (base ?? []), plain);
    return path(`/${parts.join('/')}`, shownBelow(base, parts));
  }
  const canonical = resolveRelative(plain);
  return startsElsewhere(canonical) ? undefined : path(canonical, canonical);
}

/** Characters that are what they look like, in any form. */
const plainForm = /^[A-Za-z0-9_./-]+$/;

function readable(text: string): string | undefined {
  if (text === '' || text.length > longest) return undefined;
  if (plainForm.test(text)) return text;
  const plain = decodeFully(text)?.normalize('NFC');
  if (plain === undefined || plain.includes('\\') || hasHidden(plain)) return undefined;
  if (startsElsewhere(plain)) return undefined;
  return plain.split('/').some(isDisguised) ? undefined : plain;
}

/** A home folder, a drive or a scheme at the front, which some tools take as the start of the path. */
const startsElsewhere = (path: string): boolean =>
  /^~|^[A-Za-z]:|^[A-Za-z][A-Za-z0-9+.-]+:\//.test(path);

/** White space at its ends, or what compatibility folding turns into dots or splits by a slash. */
function isDisguised(component: string): boolean {
  if (component.trim() !== component) return true;
  const folded = component.normalize('NFKC');
  if (/[/\\\u2044\u2215\u29f8\u2571\u29f5]/.test(folded)) return true;
  return folded !== component && /^\.+$/.test(folded);
}

const components = (text: string): readonly string[] => resolve([], text);

function resolve(base: readonly string[], text: string): readonly string[] {
  const parts = [...base];
  for (const part of text.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}

function resolveRelative(text: string): string {
  const parts: string[] = [];
  for (const part of text.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') || '.';
}

function shownBelow(
  base: readonly string[] | undefined,
  parts: readonly string[],
): string | undefined {
  if (base === undefined || !base.every((part, index) => part === parts[index])) return undefined;
  return parts.slice(base.length).join('/') || '.';
}

function path(text: string, shown: string | undefined): PathValue {
  const name = text.slice(text.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return Object.freeze({
    kind: 'path',
    text,
    shown: shown ?? text,
    name,
    extension: dot > 0 && name !== '..' ? name.slice(dot + 1) : '',
  });
}

/**
 * Whether a path is a folder or lies below it, by components. A relative folder is meant from the
 * tool's root, so it is held against the shown form. Undefined where the two have no common ground.
 */
export function isWithin(inner: PathValue, folder: PathValue): boolean | undefined {
  const absolute = folder.text.startsWith('/');
  const text = absolute ? inner.text : inner.shown;
  if (text.startsWith('/') !== absolute) return inner.text.startsWith('/') ? false : undefined;
  if (text === '..' || text.startsWith('../') || folder.text.startsWith('..')) return undefined;
  if (folder.text === '.' || folder.text === '/') return true;
  return text === folder.text || text.startsWith(`${folder.text}/`);
}
