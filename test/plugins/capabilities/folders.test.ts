import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { folders } from '../../../src/plugins/capabilities/folders/folders.ts';
import { openWithin, Roots } from '../../../src/plugins/capabilities/folders/roots.ts';
import {
  allowanceOf,
  type GrantsPlan,
  HostDesk,
  type Json,
} from '../../../src/runtime/contract/index.ts';

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'folders-')));
  for (const name of ['data/deep', 'out', 'secret'])
    mkdirSync(join(home, name), { recursive: true });
  writeFileSync(join(home, 'data/a.txt'), 'alpha');
  writeFileSync(join(home, 'data/deep/b.bin'), Buffer.from([0xff, 0x00]));
  writeFileSync(join(home, 'secret/key'), 'topsecret');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A desk for one run of a tool whose relative paths are meant from `home`. */
function desk(
  grants: GrantsPlan,
  guarded: readonly string[] = [],
  closed: readonly string[] = [],
): HostDesk {
  const rooted = (paths?: readonly string[]) => paths?.map((path) => join(home, path)) ?? [];
  const all = { read: rooted(grants.read), write: rooted(grants.write) };
  const to = { kind: 'tool', name: 't', grants: all, root: home } as const;
  const allowance = allowanceOf([folders({ guarded, closed })], to);
  return new HostDesk(() => allowance, []);
}
const ask = (from: HostDesk, name: string, args: Json) =>
  from.answer(name, args, AbortSignal.timeout(5000));

describe('reading', () => {
  test('never gives what is closed, whatever root holds it and whatever name leads there', async () => {
    const refused = { ok: false, code: 'VAK7007' };
    symlinkSync(join(home, 'secret'), join(home, 'data/by-link'));
    const from = desk({ read: ['.', 'secret'] }, [], [join(home, 'secret')]);
    for (const path of ['secret/key', 'data/by-link/key', 'data/../secret/key', 'secret/none']) {
      expect(await ask(from, 'read', { path })).toMatchObject(refused);
    }
    expect(await ask(from, 'list', { path: 'secret' })).toMatchObject(refused);
    expect(await ask(from, 'read', { path: 'data/a.txt' })).toMatchObject({ ok: true });
  });

  test('gives files below the roots, as text or as bytes', async () => {
    const from = desk({ read: ['data'] });
    expect(await ask(from, 'read', { path: 'data/a.txt' })).toEqual({ ok: true, value: 'alpha' });
    const absolute = join(home, 'data/deep/../a.txt');
    expect(await ask(from, 'read', { path: absolute })).toEqual({ ok: true, value: 'alpha' });
    const bytes = { path: 'data/deep/b.bin', as: 'base64' };
    expect(await ask(from, 'read', bytes)).toEqual({ ok: true, value: '/wA=' });
    expect(await ask(from, 'read', { path: 'data/deep/b.bin' })).toMatchObject({ code: 'VAK6103' });
    expect(from.asked[0]).toEqual({ call: 'read', what: join(home, 'data/a.txt'), times: 2 });
  });

  test.each([
    'secret/key',
    'data/../secret/key',
    'data/%2e%2e/secret/key',
    'database',
    '/etc/passwd',
    '/proc/self/environ',
    '.',
    'data-elsewhere/x',
  ])('%s lies outside, whether it is there or not', async (path) => {
    const answer = await ask(desk({ read: ['data'] }), 'read', { path });
    expect(answer).toEqual({ ok: false, code: 'VAK7007', message: 'the path is not granted' });
  });

  test.each([
    '~/x',
    'a\\b',
    'a\u0000b',
    'file:///etc/passwd',
    '',
  ])('%j is no path', async (path) => {
    expect(await ask(desk({ read: ['data'] }), 'read', { path })).toMatchObject({
      code: 'VAK6103',
    });
  });

  test('follows links and judges where they lead', async () => {
    symlinkSync(join(home, 'secret'), join(home, 'data/link'));
    symlinkSync(join(home, 'secret/key'), join(home, 'data/key'));
    symlinkSync('a.txt', join(home, 'data/same'));
    symlinkSync(join(home, 'nowhere'), join(home, 'data/dangling'));
    symlinkSync(join(home, 'data'), join(home, 'alias'));
    const from = desk({ read: ['data'] });
    for (const path of ['data/link/key', 'data/key', 'data/dangling']) {
      expect(await ask(from, 'read', { path }), path).toMatchObject({ ok: false });
    }
    expect(await ask(from, 'read', { path: 'data/same' })).toEqual({ ok: true, value: 'alpha' });
    expect(await ask(desk({ read: ['alias'] }), 'read', { path: 'alias/a.txt' })).toMatchObject({
      ok: true,
    });
  });

  test('tells of a link that leads outside not even whether something is there', async () => {
    for (const [name, to] of [
      ['there', 'secret/key'],
      ['absent', 'secret/none'],
      ['round', 'data/round'],
      ['within', 'data/none'],
    ] as const) {
      symlinkSync(join(home, to), join(home, 'data', name));
    }
    symlinkSync('../../secret/none', join(home, 'data/deep/relative'));
    const from = desk({ read: ['data'] });
    for (const path of ['there', 'absent', 'absent/x', 'round', 'deep/relative']) {
      const answer = await ask(from, 'read', { path: `data/${path}` });
      expect(answer, path).toMatchObject({ code: 'VAK7007', message: 'the path is not granted' });
    }
    expect(await ask(from, 'read', { path: 'data/within' })).toMatchObject({ code: 'VAK7004' });
  });

  test('costs little for a path of any length that leads to nothing', async () => {
    const from = desk({ read: ['data'] });
    const path = `data/${'a/'.repeat(2000)}b`;
    const before = process.cpuUsage();
    for (let i = 0; i < 20; i += 1) {
      expect(await ask(from, 'read', { path })).toMatchObject({ code: 'VAK7004' });
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(300);
  });

  test('never gives what lies elsewhere while a link is exchanged under it', async () => {
    const from = desk({ read: ['data'] });
    const [link, next] = [join(home, 'data/turn'), join(home, 'data/next')];
    symlinkSync('deep', link);
    writeFileSync(join(home, 'data/deep/key'), 'harmless');
    const seen = new Set<unknown>();
    for (let turn = 0; turn < 400; turn += 1) {
      const answer = ask(from, 'read', { path: 'data/turn/key' });
      symlinkSync(turn % 2 === 0 ? join(home, 'secret') : 'deep', next);
      renameSync(next, link);
      const { ok, ...rest } = await answer;
      seen.add(ok ? (rest as { value: Json }).value : 'refused');
    }
    expect(seen).not.toContain('topsecret');
  });

  test.runIf(process.platform === 'linux')('does not wait for a pipe', async () => {
    execFileSync('mkfifo', [join(home, 'data/pipe')]);
    expect(await ask(desk({ read: ['data'] }), 'read', { path: 'data/pipe' })).toMatchObject({
      ok: false,
      code: 'VAK7004',
    });
  });

  test('lists names with their kinds, in order', async () => {
    symlinkSync('a.txt', join(home, 'data/z'));
    expect(await ask(desk({ read: ['data'] }), 'list', { path: 'data' })).toEqual({
      ok: true,
      value: [
        { name: 'a.txt', kind: 'file' },
        { name: 'deep', kind: 'folder' },
        { name: 'z', kind: 'link' },
      ],
    });
    expect(await ask(desk({ read: ['data'] }), 'list', { path: '.' })).toMatchObject({ ok: false });
  });

  test('of one file is granted by its name', async () => {
    const from = desk({ read: ['data/a.txt'] });
    expect(await ask(from, 'read', { path: 'data/a.txt' })).toMatchObject({ ok: true });
    expect(await ask(from, 'read', { path: 'data/deep/b.bin' })).toMatchObject({ code: 'VAK7007' });
  });

  test('stops at a megabyte', async () => {
    writeFileSync(join(home, 'data/large'), Buffer.alloc(1_048_577, 'x'));
    const answer = await ask(desk({ read: ['data'] }), 'read', { path: 'data/large' });
    expect(answer).toMatchObject({ code: 'VAK7005' });
  });
});

describe('writing', () => {
  const put = (from: HostDesk, path: string, text = 'new') => ask(from, 'write', { path, text });

  test('makes and replaces files below the roots, leaving nothing else behind', async () => {
    const from = desk({ write: ['out'] });
    expect(await put(from, 'out/a')).toEqual({ ok: true, value: 3 });
    expect(await put(from, 'out/a', 'newer')).toEqual({ ok: true, value: 5 });
    expect(readFileSync(join(home, 'out/a'), 'utf8')).toBe('newer');
    expect(readdirSync(join(home, 'out'))).toEqual(['a']);
  });

  test('does not give the right to read, nor reading that to write', async () => {
    expect(await ask(desk({ write: ['out'] }), 'read', { path: 'out/a' })).toMatchObject({
      code: 'VAK7007',
    });
    expect(await put(desk({ read: ['out'] }), 'out/a')).toMatchObject({ code: 'VAK7007' });
  });

  test.each([
    'data/a.txt',
    'out/../data/a.txt',
    'out',
    '/tmp/x',
    'outer/x',
  ])('%s lies outside', async (path) => {
    expect(await put(desk({ write: ['out'] }), path)).toMatchObject({ code: 'VAK7007' });
    expect(readFileSync(join(home, 'data/a.txt'), 'utf8')).toBe('alpha');
  });

  test('replaces a link in the file’s place, and another name of a file stays as it was', async () => {
    symlinkSync(join(home, 'secret/key'), join(home, 'out/link'));
    linkSync(join(home, 'data/a.txt'), join(home, 'out/twin'));
    const from = desk({ write: ['out'] });
    expect(await put(from, 'out/link')).toMatchObject({ ok: true });
    expect(await put(from, 'out/twin')).toMatchObject({ ok: true });
    expect(readFileSync(join(home, 'secret/key'), 'utf8')).toBe('topsecret');
    expect(readFileSync(join(home, 'data/a.txt'), 'utf8')).toBe('alpha');
    expect(readFileSync(join(home, 'out/link'), 'utf8')).toBe('new');
  });

  test('through a linked folder ends where the link leads, which must be within', async () => {
    symlinkSync(join(home, 'secret'), join(home, 'out/away'));
    expect(await put(desk({ write: ['out'] }), 'out/away/key')).toMatchObject({ code: 'VAK7007' });
    expect(readFileSync(join(home, 'secret/key'), 'utf8')).toBe('topsecret');
  });

  test('never lands elsewhere while a folder is exchanged under it', async () => {
    mkdirSync(join(home, 'out/real'));
    const [link, next] = [join(home, 'out/turn'), join(home, 'out/next')];
    symlinkSync('real', link);
    const from = desk({ write: ['out'] });
    for (let turn = 0; turn < 200; turn += 1) {
      const answer = put(from, 'out/turn/key');
      symlinkSync(turn % 2 === 0 ? join(home, 'secret') : 'real', next);
      renameSync(next, link);
      await answer;
    }
    expect(readFileSync(join(home, 'secret/key'), 'utf8')).toBe('topsecret');
    expect(readdirSync(join(home, 'secret'))).toEqual(['key']);
  });

  test('leaves alone what governs tools, and folders in a file’s place', async () => {
    mkdirSync(join(home, 'out/.vak'));
    const from = desk({ write: ['out'] }, [join(home, 'out/.vak'), join(home, 'out/x.vak')]);
    for (const path of ['out/.vak/log.pub', 'out/x.vak', 'out/.vak']) {
      expect(await put(from, path), path).toMatchObject({ ok: false, code: 'VAK7007' });
    }
    mkdirSync(join(home, 'out/folder'));
    expect(await put(from, 'out/folder')).toMatchObject({ ok: false, code: 'VAK7004' });
    expect(readdirSync(join(home, 'out')).sort()).toEqual(['.vak', 'folder']);
  });

  test('makes files that only their owner writes, and leaves those it replaces to whom they were', async () => {
    await put(desk({ write: ['out'] }), 'out/a');
    expect(statSync(join(home, 'out/a')).mode & 0o022).toBe(0);
    for (const mode of [0o600, 0o755, 0o664]) {
      chmodSync(join(home, 'out/a'), mode);
      await put(desk({ write: ['out'] }), 'out/a');
      expect(statSync(join(home, 'out/a')).mode & 0o777).toBe(mode);
    }
    chmodSync(join(home, 'secret/key'), 0o666);
    symlinkSync(join(home, 'secret/key'), join(home, 'out/link'));
    await put(desk({ write: ['out'] }), 'out/link');
    expect(statSync(join(home, 'out/link')).mode & 0o022).toBe(0);
  });

  test('makes the name durable, not the bytes alone', async () => {
    const handle = await open(home);
    const files: object = Object.getPrototypeOf(handle);
    await handle.close();
    const synced: string[] = [];
    const { sync } = files as { sync: () => Promise<void> };
    vi.spyOn(files as { sync: () => Promise<void> }, 'sync').mockImplementation(function (
      this: FileHandle,
    ) {
      synced.push(readlinkSync(`/proc/self/fd/${this.fd}`));
      return sync.call(this);
    } as () => Promise<void>);
    onTestFinished(() => void vi.restoreAllMocks());
    await put(desk({ write: ['out'] }), 'out/a');
    expect(synced).toEqual([expect.stringMatching(/out\/\.[0-9a-f]+\.new$/), join(home, 'out')]);
  });
});

test.runIf(process.platform === 'linux')(
  'a file that is opened and whose place cannot be told then is closed again',
  async () => {
    class Vanishing extends Roots {
      #asked = 0;
      override hold(real: string): boolean {
        this.#asked += 1;
        if (this.#asked > 1) throw new Error('the root is gone');
        return super.hold(real);
      }
    }
    const roots = new Vanishing([home], home);
    await expect(openWithin(roots, join(home, 'data/a.txt'), 'file')).rejects.toThrow('gone');
    const open = readdirSync('/proc/self/fd').map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    });
    expect(open).not.toContain(join(home, 'data/a.txt'));
  },
);
