import { defineConfig } from 'rolldown';

/**
 * Files the commands share with the rest of the command line: errors are known by their class, so there is one of
 * each in a process; and the engine is loaded only when it is asked for. The parser's library stays a package.
 */
const apart = /\/(output\/shell|contract\/errors|engine\/ways)\.js$/;

/**
 * `check` and `fmt` run at every save and in every hook. Each becomes one file with the language inside, because
 * finding three hundred modules takes longer than checking a policy. Runs over what tsc has written, in place.
 */
export default defineConfig(
  ['check', 'editing/fmt'].map((command) => ({
    input: `dist/cli/commands/${command}.js`,
    platform: 'node' as const,
    external: apart,
    treeshake: { moduleSideEffects: false },
    output: { file: `dist/cli/commands/${command}.js`, sourcemap: true },
    logLevel: 'warn' as const,
  })),
);
