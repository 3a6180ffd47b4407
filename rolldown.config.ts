import { defineConfig } from 'rolldown';

/**
 * Files the commands share with the rest of the command line: errors are known by their class, so there is one of
 * each in a process; what starts a thread finds its code beside it; and what is loaded only when a file asks for
 * it stays out. The parser's library stays a package.
 */
const apart =
  /\/(output\/shell|contract\/errors|engine\/ways|query\/finder|sealing\/sealer|judge\/index|steps\/index|cedar\/index)\.js$/;

/**
 * `check`, `fmt` and `test` run at every save and in every hook. Each becomes one file with all it needs inside,
 * because finding hundreds of modules takes longer than what they do. Runs over what tsc has written, in place.
 */
export default defineConfig(
  ['check', 'editing/fmt', 'test'].map((command) => ({
    input: `dist/cli/commands/${command}.js`,
    platform: 'node' as const,
    external: apart,
    // The container's library needs what this one does to a global.
    treeshake: { moduleSideEffects: (id: string) => id.includes('reflect-metadata') },
    output: { file: `dist/cli/commands/${command}.js`, sourcemap: true, codeSplitting: false },
    logLevel: 'warn' as const,
  })),
);
