import { oneExpression } from '../runtime/contract/execution.ts';
import { parseTool, type Tree } from './bundler.ts';

/**
 * The same module as one expression, so that a sandbox can keep what its engine makes of it; undefined for
 * one that means something else in that form: with another export than its default, with an `await` or a
 * `this` outside functions, or with `import.meta`.
 */
export async function asExpression(file: string, text: string): Promise<string | undefined> {
  const body = ((await parseTool(file, text)).body as readonly Tree[]) ?? [];
  const last = body.at(-1);
  const local = last === undefined ? undefined : defaultOf(last);
  if (last === undefined || local === undefined) return undefined;
  const others = body.slice(0, -1);
  const isPlain = others.every((node) => !/^(Import|Export)/.test(node.type) && !meansModule(node));
  // A script reads these as comments.
  if (!isPlain || text.startsWith('#!') || /<!--|-->/.test(text)) return undefined;
  const { start, end } = last as Tree & { readonly start: number; readonly end: number };
  const code = `${text.slice(0, start)}return ${local};${text.slice(end).trimEnd()}`;
  return oneExpression.opens + code + oneExpression.closes;
}

/** The name of what `export { name as default }` exports; undefined for anything else. */
function defaultOf(node: Tree): string | undefined {
  if (node.type !== 'ExportNamedDeclaration') return undefined;
  if (node.source !== null || node.declaration !== null) return undefined;
  const [only, another] = node.specifiers as readonly Tree[];
  const { exported, local } = (only ?? {}) as { readonly exported?: Tree; readonly local?: Tree };
  if (another !== undefined || exported?.name !== 'default') return undefined;
  return typeof local?.name === 'string' ? local.name : undefined;
}

const inner = /^(FunctionDeclaration|FunctionExpression|ClassBody)$/;

/** Whether something below a node means in a module what it does not in a function. */
function meansModule(node: Tree, within: 'top' | 'arrow' | 'function' = 'top'): boolean {
  if (node.type === 'MetaProperty') return (node.meta as Tree).name === 'import';
  if (node.type === 'ThisExpression' && within !== 'function') return true;
  const awaits = node.type === 'AwaitExpression' || node.await === true;
  const isUsing = node.type === 'VariableDeclaration' && node.kind === 'await using';
  if ((awaits || isUsing) && within === 'top') return true;
  const below = inner.test(node.type)
    ? 'function'
    : node.type === 'ArrowFunctionExpression' && within === 'top'
      ? 'arrow'
      : within;
  return Object.values(node).some((value) =>
    (Array.isArray(value) ? value : [value]).some(
      (each) =>
        typeof each === 'object' && each !== null && 'type' in each && meansModule(each, below),
    ),
  );
}
