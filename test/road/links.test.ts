import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { realPath } from '../../src/runtime/call/inspection/links.ts';
import { folder, started } from './mk.ts';

const policy = `
tool files.read {
  effect: read
  args { path: path, more: list of path?, note: string? }
  result: string
}
agent reader { tools: [files.read] }
policy files for reader {
  rule inside { permit files.read when args.path in "src" }
  rule vendored { permit files.read when args.path in "vendor" }
  rule secrets { forbid files.read when args.path in "secrets" or args.path like "*.env" }
}
`;

/** A project with sources, secrets and links between them; every tool call is kept. */
async function project() {
  const root = realpathSync(folder());
  for (const each of ['src', 'secrets', 'vendor', 'outside']) mkdirSync(join(root, each));
  for (const each of ['src/a.ts', 'secrets/key', 'vendor/lib.ts', 'outside/b', 'src/prod.env']) {
    writeFileSync(join(root, each), each);
  }
  const link = (at: string, target: string) => symlinkSync(target, join(root, at));
  const received: string[] = [];
  const tools = {
    'files.read': ({ path }: { path: string }) => {
      received.push(path);
      return 'read';
    },
  };
  const { vak, entries } = await started(policy, { state: root, tools });
  const session = vak.agent('reader').session();
  const read = (path: string, more: Record<string, unknown> = {}) =>
    session.call('files.read', { path, ...more });
  return { root, link, read, received, entries };
}

describe('paths of arguments are followed before rules read them', () => {
  test('a link into a forbidden folder is that folder', async () => {
    const { link, read, received } = await project();
    link('src/innocent', '../secrets');
    const result = await read('src/innocent/key');
    expect(result).toMatchObject({ ok: false, refusal: { rule: 'files.secrets' } });
    expect(received).toEqual([]);
  });

  test('a link to a file with a forbidden name is that file', async () => {
    const { link, read } = await project();
    link('src/notes.md', 'prod.env');
    expect(await read('src/notes.md')).toMatchObject({ refusal: { rule: 'files.secrets' } });
  });

  test('a link out of what is permitted leads to no permit', async () => {
    const { link, read } = await project();
    link('src/out', '../outside');
    expect(await read('src/out/b')).toMatchObject({ refusal: { code: 'VAK6002' } });
  });

  test('a link into what is permitted does not open what is written', async () => {
    const { link, read } = await project();
    link('outside/in', '../src');
    expect(await read('outside/in/a.ts')).toMatchObject({ refusal: { code: 'VAK6002' } });
  });

  test('a link that stands in a forbidden folder is forbidden wherever it leads', async () => {
    const { link, read } = await project();
    link('secrets/open', '../src');
    expect(await read('secrets/open/a.ts')).toMatchObject({ refusal: { rule: 'files.secrets' } });
  });

  test('the tool and the log have the form that was decided', async () => {
    const { root, link, read, received, entries } = await project();
    link('src/lib', '../vendor');
    expect(await read('src/lib/lib.ts')).toMatchObject({ ok: true });
    expect(received).toEqual([join(root, 'vendor/lib.ts')]);
    const decision = (await entries()).find(({ kind }) => kind === 'decision');
    expect(decision).toMatchObject({ args: { path: join(root, 'vendor/lib.ts') } });
  });

  test('links that lead nowhere yet are followed too, for a write would create their target', async () => {
    const { link, read } = await project();
    link('src/new', '../secrets/new');
    expect(await read('src/new')).toMatchObject({ refusal: { rule: 'files.secrets' } });
  });

  test('links in lists of paths are followed', async () => {
    const { root, link, read, entries } = await project();
    link('src/lib', '../vendor');
    await read('src/a.ts', { more: ['src/lib/x', 'src/a.ts'] });
    const decision = (await entries()).find(({ kind }) => kind === 'decision');
    const more = [join(root, 'vendor/x'), join(root, 'src/a.ts')];
    expect(decision).toMatchObject({ args: { more } });
  });

  test('links in a circle are a bad argument, with its name', async () => {
    const { link, read } = await project();
    link('src/one', 'two');
    link('src/two', 'one');
    const because = '`args.path` must be a path whose links can be followed';
    expect(await read('src/one/x')).toMatchObject({ refusal: { code: 'VAK6103', because } });
  });

  test('a link to a name that would be read as another one is a bad argument', async () => {
    const { root, link, read } = await project();
    mkdirSync(join(root, 'src/%2e%2e'));
    link('src/odd', '%2e%2e');
    expect(await read('src/odd')).toMatchObject({ refusal: { code: 'VAK6103' } });
  });

  test('a root that is itself reached by a link is the folder it leads to', async () => {
    const base = realpathSync(folder());
    mkdirSync(join(base, 'real/src'), { recursive: true });
    symlinkSync('real', join(base, 'app'));
    const text = policy.replace('effect: read', 'effect: read\n  root: "app"');
    const { vak } = await started(text, { state: base, tools: { 'files.read': () => 'read' } });
    const session = vak.agent('reader').session();
    expect(await session.call('files.read', { path: 'src/a.ts' })).toMatchObject({ ok: true });
  });
});

describe('the real path', () => {
  test('is the real path of the longest part that exists, with the rest behind it', () => {
    const base = realpathSync(folder());
    mkdirSync(join(base, 'deep/er'), { recursive: true });
    symlinkSync('deep/er', join(base, 'short'));
    writeFileSync(join(base, 'file'), '');
    expect(realPath(join(base, 'short/not/there'))).toBe(join(base, 'deep/er/not/there'));
    expect(realPath(join(base, 'file/below'))).toBe(join(base, 'file/below'));
  });

  test('follows `..` behind a link from where the link leads', () => {
    const base = realpathSync(folder());
    mkdirSync(join(base, 'deep/er'), { recursive: true });
    symlinkSync('deep/er', join(base, 'short'));
    symlinkSync(`${base}/short/../new`, join(base, 'up'));
    expect(realPath(join(base, 'up'))).toBe(join(base, 'deep/new'));
  });
});
