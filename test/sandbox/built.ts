import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';

const root = join(import.meta.dirname, '../..');
const isolation = 'src/plugins/isolation';
const shared = { platform: 'node', logLevel: 'warn' } as const;

/** The suite's host as JavaScript, with children as the package ships them: a start takes half as long. */
export interface Built {
  readonly host: string;
  remove(): void;
}

/** Writes it beside what it imports. Sources are read once, whatever becomes of them while the suite plays. */
export async function built(): Promise<Built> {
  const near = join(root, 'node_modules/.cache');
  mkdirSync(near, { recursive: true });
  const dir = mkdtempSync(join(near, 'suite-'));
  await build({
    ...shared,
    input: [
      'test/sandbox/host.ts',
      `${isolation}/child/main.ts`,
      `${isolation}/isolate/stripping.ts`,
    ].map((file) => join(root, file)),
    external: /^[^./]/,
    output: { dir, preserveModules: true, preserveModulesRoot: root, entryFileNames: '[name].js' },
  });
  for (const [name, external] of [
    ['main', /\/child\/(guest|quickjs)\.js$|^isolated-vm/],
    ['guest', /^isolated-vm$/],
  ] as const) {
    const file = join(dir, isolation, `child/${name}.js`);
    await build({ ...shared, input: file, external, output: { file, codeSplitting: false } });
  }
  return {
    host: join(dir, 'test/sandbox/host.js'),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
