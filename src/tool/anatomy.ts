import { parseTool, type Tree } from './bundler.ts';

/** What can be told of a tool's code without running it. */
export interface Anatomy {
  /** What it imports, as written: a sandbox has the modules of its policy and nothing else. */
  readonly imports: readonly string[];
  /** What it takes by name from what it imports: `default`, or the name of an export. */
  readonly takes: { readonly [from: string]: readonly string[] };
  readonly exports: readonly string[];
  /** Names it uses on its `host`, `log` among them. */
  readonly needs: readonly string[];
  /** Whether it also uses its `host` in a way that does not tell which names. */
  readonly dynamic: boolean;
}

/**
 * Reads what a tool imports, exports and asks of its host: the members of the second parameter of its
 * default export, through destructuring too. A `host` that is handed on or indexed is `dynamic`.
 */
export async function anatomyOf(file: string, text: string): Promise<Anatomy> {
  const tree = await parseTool(file, text);
  const imports = new Set<string>();
  const exports = new Set<string>();
  const takes = new Map<string, Set<string>>();
  walk(tree, (node) => {
    const from = (node.source as { readonly value?: unknown } | null)?.value;
    const typeOnly = node.importKind === 'type' || node.exportKind === 'type';
    if (/^(Import|Export)/.test(node.type) && typeof from === 'string' && !typeOnly) {
      imports.add(from);
      takes.set(from, new Set([...(takes.get(from) ?? []), ...takenBy(node)]));
    }
    if (node.type === 'ImportExpression')
      imports.add(typeof from === 'string' ? from : '(computed)');
  });
  for (const node of (tree.body as readonly Tree[]) ?? []) {
    for (const name of exportsOf(node)) exports.add(name);
  }
  const host = hostOf(tree);
  const used = host === undefined ? { needs: [], dynamic: false } : usesOf(tree, host);
  const taken = [...takes].map(([from, names]) => [from, [...names].sort()] as const);
  return {
    imports: [...imports].sort(),
    takes: Object.fromEntries(taken),
    exports: [...exports].sort(),
    ...used,
  };
}

/** Names of another module's exports that an import or a re-export takes. */
function takenBy({ type, specifiers = [] }: Tree): readonly string[] {
  return (specifiers as readonly Tree[]).flatMap((each) => {
    if (each.importKind === 'type' || each.exportKind === 'type') return [];
    if (each.type === 'ImportDefaultSpecifier') return ['default'];
    const name = type === 'ImportDeclaration' ? each.imported : each.local;
    return each.type === 'ImportNamespaceSpecifier' ? [] : [nameOf(name as Tree | undefined)];
  });
}

function exportsOf(node: Tree): readonly string[] {
  if (node.type === 'ExportDefaultDeclaration') return ['default'];
  if (node.type === 'ExportAllDeclaration') return ['*'];
  if (node.type !== 'ExportNamedDeclaration' || node.exportKind === 'type') return [];
  const declared = node.declaration as Tree | null;
  const names = (node.specifiers as readonly Tree[]).map(({ exported }) =>
    nameOf(exported as Tree),
  );
  const declarations = (declared?.declarations as readonly Tree[] | undefined) ?? [];
  const own = declared === null ? [] : [declared.id, ...declarations.map(({ id }) => id)];
  return [...names, ...own.map((id) => nameOf(id as Tree | undefined))].filter(
    (name) => name !== '',
  );
}

const nameOf = (node: Tree | undefined | null): string => String(node?.name ?? node?.value ?? '');

/** The second parameter of the function that the default export is, or names. */
function hostOf(tree: Tree): Tree | undefined {
  const body = (tree.body as readonly Tree[]) ?? [];
  const exported = body.find(({ type }) => type === 'ExportDefaultDeclaration')?.declaration as
    | Tree
    | undefined;
  const named = body
    .filter(({ type }) => type === 'ExportNamedDeclaration')
    .flatMap(({ specifiers }) => specifiers as readonly Tree[])
    .find((each) => nameOf(each.exported as Tree) === 'default')?.local as Tree | undefined;
  const given = givenBy(exported);
  const found = given?.type === 'Identifier' ? given : (named ?? given);
  const main = found?.type === 'Identifier' ? declarationOf(tree, nameOf(found)) : found;
  const params = (main?.params as Tree | readonly Tree[] | undefined) ?? [];
  const list = Array.isArray(params) ? params : ((params as Tree).items as readonly Tree[]);
  const second = list[1];
  return second?.type === 'AssignmentPattern' ? (second.left as Tree) : second;
}

/** What a module that is one expression gives: what its only function returns in the end. */
function givenBy(exported: Tree | undefined): Tree | undefined {
  const called = exported?.type === 'CallExpression' ? (exported.callee as Tree) : undefined;
  const whole = called?.type === 'ParenthesizedExpression' ? (called.expression as Tree) : called;
  if (whole?.type !== 'ArrowFunctionExpression') return exported;
  const { body, statements = body } = whole.body as { body?: unknown; statements?: unknown };
  const last = (statements as readonly Tree[] | undefined)?.at(-1);
  return last?.type === 'ReturnStatement' ? (last.argument as Tree) : exported;
}

function declarationOf(tree: Tree, name: string): Tree | undefined {
  let found: Tree | undefined;
  walk(tree, (node) => {
    if (nameOf(node.id as Tree | null) !== name) return;
    if (node.type === 'FunctionDeclaration') found = node;
    if (node.type === 'VariableDeclarator') found = node.init as Tree;
  });
  return found;
}

function usesOf(tree: Tree, host: Tree): Pick<Anatomy, 'needs' | 'dynamic'> {
  const needs = new Set<string>();
  let dynamic = false;
  if (host.type === 'ObjectPattern') {
    for (const property of host.properties as readonly Tree[]) {
      if (property.type === 'RestElement' || property.computed === true) dynamic = true;
      else needs.add(nameOf(property.key as Tree));
    }
    return { needs: [...needs].sort(), dynamic };
  }
  const name = nameOf(host);
  const members = new Set<Tree>();
  walk(tree, (node) => {
    const object = node.object as Tree | undefined;
    if (node.type !== 'MemberExpression' || object?.type !== 'Identifier') return;
    if (nameOf(object) !== name) return;
    members.add(object);
    const property = node.property as Tree;
    const literal = node.computed !== true || property.type === 'Literal';
    if (!literal || nameOf(property) === 'call') dynamic = true;
    else needs.add(nameOf(property));
  });
  walk(tree, (node, parent) => {
    const isUse = node.type === 'Identifier' && nameOf(node) === name && !members.has(node);
    const isName = node === host || (parent?.key === node && parent.shorthand !== true);
    const isProperty = parent?.type === 'MemberExpression' && parent.property === node;
    if (isUse && !isName && !(isProperty && parent?.computed !== true)) dynamic = true;
  });
  return { needs: [...needs].sort(), dynamic };
}

function walk(
  node: Tree,
  visit: (node: Tree, parent: Tree | undefined) => void,
  parent?: Tree,
): void {
  visit(node, parent);
  for (const value of Object.values(node)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each === 'object' && each !== null && 'type' in each)
        walk(each as Tree, visit, node);
    }
  }
}
