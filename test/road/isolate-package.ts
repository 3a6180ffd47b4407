import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { bundleTool } from '../../src/tool/bundler.ts';
import { folderInside } from '../house/snippets.ts';

/** The door that plugins of isolates come in by. */
export const door = join(import.meta.dirname, '../../src/isolate/index.ts');

/** A folder with the package `@acme/voice`: a third party's plugin, bundled from its source, with its manifest. */
export async function packed(
  source: string,
  options: {
    readonly manifest?: Readonly<Record<string, unknown>>;
    /** Written behind the code once its digest was taken. */
    readonly tamper?: string;
  } = {},
): Promise<string> {
  const home = folderInside('isolated');
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const pack = join(home, 'node_modules/@acme/voice');
  mkdirSync(pack, { recursive: true });
  writeFileSync(join(home, 'voice.ts'), source);
  const { text } = await bundleTool(join(home, 'voice.ts'));
  writeFileSync(join(pack, 'index.js'), text + (options.tamper ?? ''));
  writeFileSync(
    join(pack, 'package.json'),
    '{ "name": "@acme/voice", "type": "module", "exports": "./index.js" }',
  );
  const manifest = {
    name: '@acme/voice',
    version: '1.0.0',
    api: 1,
    runs: 'isolate',
    provides: ['opinions'],
    entry: './index.js',
    digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
    ...options.manifest,
  };
  writeFileSync(join(pack, 'vak.plugin.json'), JSON.stringify(manifest));
  return home;
}
