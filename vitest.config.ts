import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: false } },
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    execArgv: ['--no-node-snapshot'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
