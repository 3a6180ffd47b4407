import { isUtf8 } from 'node:buffer';
import { opendir } from 'node:fs/promises';
import type { HostCall, HostRequest, Json } from '../../../runtime/contract/index.ts';
import { badRequest, fieldsOf, requireText, tooLarge, unavailable, wordOf } from '../arguments.ts';
import { openWithin, type Roots } from './roots.ts';

/** One file, in bytes. */
export const fileBytes = 1024 * 1024;
/** Names of one folder that are listed. */
const mostNames = 1000;

/** `host.read({ path, as? })`: the text of a file in UTF-8, or its bytes as base64. */
export const reader =
  (roots: Roots): HostCall =>
  async ({ args, note }: HostRequest): Promise<Json> => {
    const fields = fieldsOf(args, ['path', 'as']);
    const as = wordOf(fields, 'as', ['text', 'base64']);
    const path = roots.pathOf(requireText(fields, 'path'));
    note(path);
    await using file = await openWithin(roots, path, 'file');
    const bytes = Buffer.alloc(fileBytes + 1);
    let size = 0;
    for (;;) {
      const { bytesRead } = await file.handle.read(bytes, size, bytes.length - size, size);
      size += bytesRead;
      if (size > fileBytes) throw tooLarge(`a file has at most ${fileBytes} bytes`);
      if (bytesRead === 0) break;
    }
    const whole = bytes.subarray(0, size);
    if (as === 'base64') return whole.toString('base64');
    if (!isUtf8(whole)) throw badRequest('the file is no text in UTF-8; ask for it `as: "base64"`');
    return whole.toString('utf8');
  };

/** `host.list({ path })`: names in a folder with their kinds, in order, at most a thousand. */
export const lister =
  (roots: Roots): HostCall =>
  async ({ args, note }: HostRequest): Promise<Json> => {
    const path = roots.pathOf(requireText(fieldsOf(args, ['path']), 'path'));
    note(path);
    await using folder = await openWithin(roots, path, 'folder');
    const entries: { name: string; kind: string }[] = [];
    for await (const entry of await opendir(folder.fixed)) {
      const kind = entry.isFile()
        ? 'file'
        : entry.isDirectory()
          ? 'folder'
          : entry.isSymbolicLink()
            ? 'link'
            : 'other';
      if (entries.length === mostNames) throw unavailable(`the folder has over ${mostNames} names`);
      entries.push({ name: entry.name, kind });
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  };
