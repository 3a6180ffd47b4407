import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (file: string): string => fileURLToPath(new URL(`./src/${file}`, import.meta.url));

export default defineConfig({
  // The package's own doors lead to the sources here, so that no test runs a stale build.
  resolve: {
    alias: [
      { find: /^vak$/, replacement: source('index.ts') },
      { find: /^vak\/isolate$/, replacement: source('isolate/index.ts') },
      { find: /^vak\/plugin$/, replacement: source('runtime/contract/index.ts') },
      { find: /^vak\/conformance$/, replacement: source('runtime/testing/index.ts') },
      { find: /^vak\/dsl$/, replacement: source('dsl/index.ts') },
      { find: /^vak\/verify$/, replacement: source('verify/index.ts') },
    ],
  },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: false } },
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    execArgv: ['--no-node-snapshot'],
    // Much of a run waits for children, disks and deadlines: as many files at once as there are cores.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
