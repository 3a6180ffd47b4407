import { defineConfig, type InputOptions } from 'rolldown';

type External = NonNullable<InputOptions['external']>;

/**
 * Files the commands share with the rest of the command line: errors are known by their class, so there is one of
 * each in a process; what starts a thread finds its code beside it; and what is loaded only when a file asks for
 * it stays out. The parser's library stays a package.
 */
const apart =
  /\/(output\/shell|contract\/errors|engine\/ways|query\/finder|sealing\/sealer|judge\/index|steps\/index|cedar\/index|z3\/index)\.js$/;

/**
 * `check`, `fmt` and `test` run at every save and in every hook. Each becomes one file with all it needs inside,
 * because finding hundreds of modules takes longer than what they do. Runs over what tsc has written, in place.
 */
const whole = (file: string, external: External) => ({
  input: `dist/${file}.js`,
  platform: 'node' as const,
  external,
  // The container's library needs what this one does to a global.
  treeshake: { moduleSideEffects: (id: string) => id.includes('reflect-metadata') },
  output: { file: `dist/${file}.js`, sourcemap: true, codeSplitting: false },
  logLevel: 'warn' as const,
});

export default defineConfig([
  // The container's library is 250 modules, which took a sixth of the time that `import 'vak'` takes.
  whole(
    'runtime/kernel/kernel',
    (id, importer) => id.startsWith('.') && !/node_modules/.test(`${importer}`),
  ),
  ...['check', 'editing/fmt', 'test'].map((command) => whole(`cli/commands/${command}`, apart)),
  // A child of the sandbox, and what it loads of one engine or the other.
  whole('plugins/isolation/child/main', /\/child\/(guest|quickjs)\.js$|^isolated-vm/),
  whole('plugins/isolation/child/guest', /^isolated-vm$/),
]);
