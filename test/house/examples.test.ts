import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';
import { folderInside, runIn } from './snippets.ts';
import { root, type SourceFile, sourcesBelow, targetOf } from './sources.ts';

/** One `@example` of a doc comment, with the name it documents. */
interface Example {
  readonly path: string;
  readonly name: string;
  readonly code: string;
}

function examplesOf({ path, tree }: SourceFile): readonly Example[] {
  return tree.statements.flatMap((node) =>
    ts
      .getJSDocTags(node)
      .filter(({ tagName }) => tagName.text === 'example')
      .map((tag) => ({
        path,
        name: nameOf(node, tree),
        code: ts.getTextOfJSDocComment(tag.comment) ?? '',
      })),
  );
}

function nameOf(node: ts.Statement, tree: ts.SourceFile): string {
  const named = ts.isVariableStatement(node) ? node.declarationList.declarations[0] : node;
  return (named as ts.DeclarationStatement | undefined)?.name?.getText(tree) ?? '';
}

const doors: Readonly<Record<string, string>> = {
  vak: 'src/index.ts',
  'vak/plugin': 'src/runtime/contract/index.ts',
  'vak/conformance': 'src/runtime/testing/index.ts',
  'vak/dsl': 'src/dsl/index.ts',
  'vak/isolate': 'src/isolate/index.ts',
  'vak/verify': 'src/verify/index.ts',
};

/** What an example takes as given, by the name it documents. */
const given: Readonly<Record<string, string>> = {
  load: "const orders = new Map([['ord_1', { id: 'ord_1' }]]);",
  memoryLog: `const text = 'vak 1\\nuse "vak/memory-log" for audit\\n';`,
  memorySecrets: '',
  readChain: "const pinned = newSigningKey('log').as('log').text;",
  readCosigner: `import { createHash, generateKeyPairSync } from 'node:crypto';
const { publicKey } = generateKeyPairSync('ed25519');
const raw = Buffer.concat([Buffer.of(4), publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)]);
const id = createHash('sha256').update('witness\\n').update(raw).digest('hex').slice(0, 8);
const key = \`witness+\${id}+\${raw.toString('base64')}\`;
const note = '';`,
  selectFrom: 'const found: number[] = [];',
  render: "const source = new Source('x.vak', 'vak 1\\nagnet a { tools: [] }\\n');",
  given:
    "const plugin = definePlugin({ name: 'a/b', version: '1.0.0', api: 1, runs: 'process', provides: [], setup() {} });",
};

const all = sourcesBelow('src').flatMap(examplesOf);
/** Suites declare tests, so their examples cannot run inside of one; own-plugin runs them. */
const suites = all.filter(({ name }) => name.startsWith('describe'));
const others = all.filter((each) => !suites.includes(each));

const homes: string[] = [];
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

/** A folder for one example, with a policy in it; what an example leaves running keeps it locked. */
function newHome(): string {
  const home = folderInside('examples');
  homes.push(home);
  writeFileSync(join(home, 'refunds.vak'), policy);
  return home;
}

describe('examples in doc comments run', () => {
  test.each(others.map((each) => [each.name, each] as const))('%s', async (name, example) => {
    expect(example.code).not.toBe('');
    const body = `${given[name] ?? ''}\n${example.code}`;
    await runIn(newHome(), [...importsFor(body, example), body, 'export {};'].join('\n'));
  });

  test.each(suites.map((each) => [each.name, each] as const))('%s is TypeScript', (_, { code }) => {
    const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
  });

  test('each documents something that a door offers', () => {
    const hidden = all.filter(({ path, name }) => doorOf(path, name) === undefined);
    expect(hidden.map(({ path, name }) => `${path} ${name}`)).toEqual([]);
  });
});

/** Imports of every name of a door that the text mentions. */
function importsFor(text: string, of: Example): readonly string[] {
  const words = new Set(text.match(/\b[A-Za-z_]\w*\b/g));
  const declared = new Set([...text.matchAll(/\b(?:const|let)\s+(\w+)/g)].map((found) => found[1]));
  const taken = new Set<string>();
  return Object.keys(doors).flatMap((door) => {
    const names = [...valuesOf(door)].filter(
      (each) => words.has(each) && !declared.has(each) && !taken.has(each),
    );
    for (const each of names) taken.add(each);
    if (names.length === 0) return [];
    return [`import { ${names.join(', ')} } from '${door}'; // for ${of.name}`];
  });
}

const doorOf = (path: string, name: string): string | undefined =>
  Object.entries(doors).find(([door, page]) => {
    if (!valuesOf(door).has(name)) return false;
    const source = sourcesBelow('src').find((each) => each.path === page);
    return source?.imports.some(({ specifier }) => targetOf(page, specifier) === path);
  })?.[0];

const offered = new Map<string, ReadonlySet<string>>();

/** Names of values that a door offers, `export *` followed. */
function valuesOf(door: string): ReadonlySet<string> {
  const known = offered.get(door) ?? new Set(namesFrom(doors[door] ?? ''));
  offered.set(door, known);
  return known;
}

function namesFrom(page: string): readonly string[] {
  const file = sourcesBelow('src').find(({ path }) => path === page);
  return (file?.imports ?? []).flatMap(({ specifier, names, typeOnly }) => {
    if (typeOnly) return [];
    if (!names.includes('*')) return names;
    const target = sourcesBelow('src').find(({ path }) => path === targetOf(page, specifier));
    return (target?.exports ?? []).filter(({ kind }) => kind !== 'type').map(({ name }) => name);
  });
}

const policy = `vak 1

tool orders.read {
  effect: read
  args { id: string }
  result: { id: string }
}
tool refunds.issue {
  effect: irreversible
  args { id: string, amount: money }
}
agent support_desk {
  tools: [orders.read, refunds.issue]
}
policy reading for support_desk {
  rule look_up {
    permit orders.read
  }
}
`;

test('the examples are those of this checkout', () => {
  expect(all.length).toBeGreaterThan(5);
  expect(readFileSync(join(root, 'src/vak.ts'), 'utf8')).toContain('@example');
});
