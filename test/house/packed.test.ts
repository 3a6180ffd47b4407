import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './sources.ts';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, unknown>>;
};

let home: string;
let packed: readonly string[];

/** Runs a program of this Node's own installation; npm is found beside it or on the path. */
function run(cwd: string, program: string, args: readonly string[]): string {
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  };
  return execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: 'pipe' });
}

const node = (...args: readonly string[]): string =>
  run(home, process.execPath, ['--input-type=module', '--eval', ...args]);

// Builds beside the checkout, so that neither a stale build is tested nor a fresh one disturbed.
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'vak-packed-'));
  const stage = join(home, 'stage');
  mkdirSync(stage);
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  run(root, process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', join(stage, 'dist')]);
  symlinkSync(join(root, 'node_modules'), join(stage, 'node_modules'));
  const rolldown = join(root, 'node_modules', 'rolldown', 'bin', 'cli.mjs');
  run(stage, process.execPath, [rolldown, '-c', join(root, 'rolldown.config.ts')]);
  for (const entry of ['package.json', ...manifest.files]) {
    const from = entry.replace(/\/\*.*$/, '');
    if (from !== 'dist') cpSync(join(root, from), join(stage, from), { recursive: true });
  }
  const [tarball] = JSON.parse(run(stage, 'npm', ['pack', '--json', '--ignore-scripts']));
  packed = tarball.files.map(({ path }: { path: string }) => path);
  writeFileSync(join(home, 'desk.vak'), policy);
  writeFileSync(join(home, 'shout.ts'), tool);
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
  const file = join(stage, tarball.filename);
  run(home, 'npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', file]);
}, 300_000);

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the package, installed from its tarball into an empty folder', () => {
  test('holds what it needs and nothing else', () => {
    for (const file of ['bin/vak', 'dist/index.js', 'dist/index.d.ts', 'LICENSE', 'README.md']) {
      expect(packed).toContain(file);
    }
    const stray = packed.filter((path) => /(^|\/)(test|src|node_modules)\/|\.tgz$/.test(path));
    expect(stray).toEqual([]);
  });

  test('every door opens, in plain Node', () => {
    const doors = Object.keys(manifest.exports).filter((door) => !door.endsWith('.json'));
    expect(doors).toEqual(['.', './plugin', './conformance', './dsl', './isolate', './verify']);
    // The suites need Vitest, an optional peer that is not there.
    for (const door of doors.filter((each) => each !== './conformance')) {
      const name = `vak${door.slice(1)}`;
      const names = node(`console.log(Object.keys(await import('${name}')).join())`);
      expect(names.length, name).toBeGreaterThan(10);
    }
  });

  test('checks, tests and explains from its command', () => {
    const vak = join(home, 'node_modules', '.bin', 'vak');
    expect(JSON.parse(run(home, vak, ['check', 'desk.vak', '--json']))).toMatchObject({ ok: true });
    expect(JSON.parse(run(home, vak, ['test', 'desk.vak', '--json']))).toMatchObject({ passed: 1 });
    expect(run(home, vak, ['explain', 'VAK6002'])).toContain('no rule permits the call');
  });

  test('governs a call of a sandboxed tool and of the host’s, and its log verifies', () => {
    const program = `
import { load } from 'vak';
await using vak = await load('desk.vak', { tools: { 'notes.add': ({ text }) => text.length } });
const session = vak.agent('desk').session();
const results = [
  await session.call('notes.shout', { text: 'hi' }),
  await session.call('notes.add', { text: 'hi' }),
  await session.call('notes.add', { text: '' }),
];
console.log(JSON.stringify(results.map((each) => each.value ?? each.refusal.code)));`;
    expect(JSON.parse(node(program))).toEqual(['HI', 2, 'VAK6103']);
    const vak = join(home, 'node_modules', '.bin', 'vak');
    const verified = JSON.parse(run(home, vak, ['audit', 'verify', '.vak/audit', '--json']));
    expect(verified).toMatchObject({ ok: true, problems: [] });
  });

  test('says which Node it needs when started with an older one', () => {
    const started = join(home, 'node_modules', 'vak', 'bin', 'vak');
    const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });
require(${JSON.stringify(started)});`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--eval', old], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^vak needs Node 24 or newer; this is Node 20\.1\.0 \(.*\)\.\n$/);
  });
});

const policy = `vak 1

tool notes.add {
  effect: write
  args { text: string where not (text == "") }
}
tool notes.shout {
  effect: pure
  args { text: string }
  run: "./shout.ts"
}
agent desk {
  tools: [notes.add, notes.shout]
}
policy notes for desk {
  rule all {
    permit notes.add, notes.shout
  }
}
limit some for desk {
  on notes.add
  at most 9 calls per 1h
}
test "notes may be added" for desk {
  call notes.add { text: "hi" }
  expect permit
}
`;
const tool = 'export default ({ text }: { text: string }): string => text.toUpperCase();\n';
