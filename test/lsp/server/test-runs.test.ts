import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { diskHost } from '../../../src/lsp/server/files.ts';
import { runTestsOf } from '../../../src/lsp/server/test-runs.ts';
import { Workspace } from '../../../src/lsp/service/workspace.ts';

const tested = (head: string): string => `vak 1
${head}
tool notes.read {
  effect: read
}
agent reader {
  tools: [notes.read]
}
policy p for reader {
  rule all {
    permit notes.read
  }
}
test "reads" for reader {
  call notes.read {}
  expect permit
}
`;

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'vak-lsp-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

test('the tests of a text in the editor are run, whatever is on the disk', async () => {
  const home = folder({ 'a.vak': 'vak 1\n' });
  const workspace = new Workspace(diskHost());
  const document = workspace.set(join(home, 'a.vak'), tested(''));
  const { outcomes } = await runTestsOf(workspace, document);
  expect(outcomes).toMatchObject([{ name: 'reads', ok: true }]);
  expect(existsSync(join(home, '.vak'))).toBe(false);
});

test('what an import says in the editor counts before it is saved', async () => {
  const home = folder({ 'b.vak': 'vak 1\n' });
  const workspace = new Workspace(diskHost());
  workspace.set(join(home, 'b.vak'), 'vak 1\n\ntool b.read {\n  effect: read\n}\n');
  const text = tested('import "./b.vak" as b')
    .replace('tools: [', 'tools: [b.b.read, ')
    .replace('permit notes', 'permit b.b.read, notes');
  const document = workspace.set(join(home, 'a.vak'), text);
  const { outcomes, diagnostics } = await runTestsOf(workspace, document);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(outcomes).toMatchObject([{ ok: true }]);
});

test('opening a file runs no plugin of it: its tests are left unsigned', async () => {
  const home = folder({});
  const mark = join(home, 'was-run');
  const code = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(mark)}, '');\nexport default {};\n`;
  writeFileSync(join(home, 'spy.ts'), code);
  const workspace = new Workspace(diskHost());
  const text = tested('use "./spy.ts" for opinions as spy');
  const { outcomes } = await runTestsOf(workspace, workspace.set(join(home, 'a.vak'), text));
  expect(outcomes).toEqual([]);
  expect(existsSync(mark)).toBe(false);
});
