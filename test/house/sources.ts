import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The checkout's root. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** One `import`, `export … from` or `import()` of a file. */
export interface Import {
  readonly specifier: string;
  /** True where nothing of it is left at run time. */
  readonly typeOnly: boolean;
  /** Names taken; `*` for all of them. */
  readonly names: readonly string[];
}

/** One name that a file offers to others. */
export interface Export {
  readonly name: string;
  readonly kind: 'value' | 'type' | 'passed on';
}

/** A TypeScript file of the repository, read once. */
export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
}

const skipped = new Set(['node_modules', 'dist', 'api', '.git', '.vak']);

/** Paths of all files below a folder, relative to the root; what is generated is left out. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((each) => {
    const path = `${folder}/${each.name}`;
    if (skipped.has(each.name)) return [];
    return each.isDirectory() ? filesBelow(path) : [path];
  });
}

const read = new Map<string, readonly SourceFile[]>();

/** The TypeScript files below a folder. */
export function sourcesBelow(folder: string): readonly SourceFile[] {
  const known = read.get(folder) ?? filesBelow(folder).filter(isTypeScript).map(readSource);
  read.set(folder, known);
  return known;
}

const isTypeScript = (path: string): boolean => /\.[cm]?ts$/.test(path) && !/\.d\.ts$/.test(path);

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return { path, text, tree, imports: importsOf(tree), exports: exportsOf(tree) };
}

/** The file that a relative specifier means, relative to the root; undefined for a package. */
export function targetOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return relative(root, resolve(root, dirname(from), specifier)).replaceAll('\\', '/');
}

/** The package of a specifier that is none of our files: `chevrotain`, `node:fs`, `@a/b`. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.')) return undefined;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}

function importsOf(tree: ts.SourceFile): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) found.push(importOf(node));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      found.push(reexportOf(node));
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [target] = node.arguments;
      if (target !== undefined && ts.isStringLiteral(target)) {
        found.push({ specifier: target.text, typeOnly: false, names: ['*'] });
      }
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const { literal } = node.argument;
      if (ts.isStringLiteral(literal)) {
        found.push({ specifier: literal.text, typeOnly: true, names: ['*'] });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const textOf = (node: ts.Expression): string => (ts.isStringLiteral(node) ? node.text : '');

function importOf(node: ts.ImportDeclaration): Import {
  const specifier = textOf(node.moduleSpecifier);
  const clause = node.importClause;
  if (clause === undefined) return { specifier, typeOnly: false, names: [] };
  const bindings = clause.namedBindings;
  const named = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : [];
  const names = named.map(({ name, propertyName }) => (propertyName ?? name).text);
  if (clause.name !== undefined) names.push('default');
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) names.push('*');
  const allTypes = names.length > 0 && named.length === names.length;
  const typeOnly =
    clause.phaseModifier === ts.SyntaxKind.TypeKeyword ||
    (allTypes && named.every((each) => each.isTypeOnly));
  return { specifier, typeOnly, names };
}

function reexportOf(node: ts.ExportDeclaration): Import {
  const specifier = textOf(node.moduleSpecifier as ts.Expression);
  const clause = node.exportClause;
  const names =
    clause !== undefined && ts.isNamedExports(clause)
      ? clause.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
      : ['*'];
  return { specifier, typeOnly: node.isTypeOnly, names };
}

function exportsOf(tree: ts.SourceFile): readonly Export[] {
  return tree.statements.flatMap((node): readonly Export[] => {
    if (ts.isExportAssignment(node)) return [{ name: 'default', kind: 'value' }];
    if (ts.isExportDeclaration(node)) {
      const clause = node.exportClause;
      const names = clause !== undefined && ts.isNamedExports(clause) ? clause.elements : [];
      return names.map(({ name }) => ({ name: name.text, kind: 'passed on' }));
    }
    const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
    const has = (kind: ts.SyntaxKind): boolean => modifiers.some((each) => each.kind === kind);
    if (!has(ts.SyntaxKind.ExportKeyword)) return [];
    if (has(ts.SyntaxKind.DefaultKeyword)) return [{ name: 'default', kind: 'value' }];
    if (ts.isVariableStatement(node)) {
      return node.declarationList.declarations.map(({ name }) => ({
        name: name.getText(tree),
        kind: 'value',
      }));
    }
    const type = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
    const { name } = node as ts.DeclarationStatement;
    return name === undefined ? [] : [{ name: name.getText(tree), kind: type ? 'type' : 'value' }];
  });
}
