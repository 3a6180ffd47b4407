import { resolve } from 'node:path';
import type { ToolPlan } from '../../../dsl/plan/plan.ts';
import { realPath } from '../inspection/links.ts';

/**
 * Tools with their roots as absolute folders without links, where relative paths of arguments lie, and
 * with the folders that they are granted as absolute paths.
 */
export function rooted(
  tools: readonly ToolPlan[],
  folderOf: (declaredIn: string) => string,
): readonly ToolPlan[] {
  const known = new Map<string, string>();
  return tools.map((tool) => {
    const folder = resolve(folderOf(tool.declaredIn), tool.root ?? '.');
    const root = known.get(folder) ?? realPath(folder) ?? folder;
    known.set(folder, root);
    if (tool.grants === undefined) return { ...tool, root };
    const home = folderOf(tool.declaredIn);
    const absolute = (paths: readonly string[]): readonly string[] =>
      paths.map((path) => resolve(home, path));
    const { read, write } = tool.grants;
    const grants = {
      ...tool.grants,
      ...(read === undefined ? {} : { read: absolute(read) }),
      ...(write === undefined ? {} : { write: absolute(write) }),
    };
    return { ...tool, root, grants };
  });
}
