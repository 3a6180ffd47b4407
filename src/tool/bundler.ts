import { dirname, resolve } from 'node:path';
import { VakError } from '../runtime/contract/errors.ts';
import { asExpression } from './one-expression.ts';

/** One module with everything in it. */
export interface Bundled {
  readonly text: string;
  /** Packages and files that are in it, as the bundler names them. */
  readonly imports: readonly string[];
}

/** Nodes of a syntax tree, as far as they are looked at. */
export interface Tree {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * Makes one module without imports of a file and all that it imports, as one expression where it can be.
 * Nothing of it is run. The same files give the same text.
 * @throws VakError VAK2616 without the bundler, for a file that does not bundle, and for what needs Node
 */
export async function bundleTool(file: string): Promise<Bundled> {
  const { rolldown } = await optional(() => import('rolldown'));
  const outside = new Set<string>();
  try {
    const build = await rolldown({
      input: resolve(file),
      // The names of files are in the text: as seen from the first of them, wherever this is called.
      cwd: dirname(resolve(file)),
      platform: 'neutral',
      logLevel: 'silent',
      resolve: { conditionNames: ['import', 'default'], mainFields: ['module', 'main'] },
    });
    const { output } = await build.generate({ format: 'esm', codeSplitting: false });
    await build.close();
    const [entry, ...more] = output;
    for (const name of [...entry.imports, ...entry.dynamicImports]) outside.add(name);
    if (more.length > 0) throw new Error('it comes to more than one file');
    const first = [...outside][0];
    if (first !== undefined) throw new Error(`it imports \`${first}\`, which no sandbox has`);
    const text = (await asExpression(file, entry.code)) ?? entry.code;
    return { text, imports: entry.moduleIds.slice(0, -1) };
  } catch (cause) {
    const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw new VakError('VAK2616', `\`${file}\` does not bundle: ${line}`, { cause });
  }
}

/** The syntax tree of a text in TypeScript. @throws VakError VAK2616 when it has none */
export async function parseTool(file: string, text: string): Promise<Tree> {
  const { parseAst } = await optional(() => import('rolldown/parseAst'));
  try {
    return parseAst(text, { lang: 'ts' }) as unknown as Tree;
  } catch (cause) {
    const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw new VakError('VAK2616', `\`${file}\` cannot be read: ${line}`, { cause });
  }
}

async function optional<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const how = 'install it beside vak: npm install --save-dev rolldown';
    throw new VakError('VAK2616', `this needs the package \`rolldown\`; ${how}`, { cause });
  }
}
