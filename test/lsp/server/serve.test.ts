import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  CodeActionRequest,
  CompletionRequest,
  createProtocolConnection,
  DefinitionRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  ExitNotification,
  FoldingRangeRequest,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  InlayHintRefreshRequest,
  InlayHintRequest,
  PrepareRenameRequest,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  ReferencesRequest,
  RenameRequest,
  SemanticTokensRequest,
  ShutdownRequest,
} from 'vscode-languageserver-protocol/node';
import { builtMain } from '../../cli/built.ts';
import { workshop } from '../../cli/workshop.ts';

/** A running `vak lsp` with one file open, as an editor sees it. */
async function editor(files: Readonly<Record<string, string>>, name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'vak-lsp-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const child = spawn(process.execPath, [builtMain(), 'lsp', '--stdio'], { cwd: folder });
  const connection = createProtocolConnection(child.stdout, child.stdin);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    connection.dispose();
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  });
  const said: PublishDiagnosticsParams[] = [];
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const each of waiting.splice(0)) each();
  };
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    said.push(params);
    wake();
  });
  let refreshes = 0;
  connection.onRequest(InlayHintRefreshRequest.type, () => {
    refreshes += 1;
    wake();
  });
  connection.listen();
  const { capabilities } = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: { workspace: { inlayHint: { refreshSupport: true } } },
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const uri = pathToFileURL(join(folder, name)).href;
  let text = files[name] ?? '';
  let version = 1;
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: 'vak', version, text },
  });
  /** Resolves once something that was said fits. */
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const at = (part: string) => {
    const before = text.slice(0, text.indexOf(part)).split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  };
  const change = async (part: string, by: string) => {
    const start = at(part);
    const end = { line: start.line, character: start.character + part.length };
    version += 1;
    text = text.replace(part, by);
    await connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ range: { start, end }, text: by }],
    });
  };
  const of = (file: string) =>
    said.findLast(({ uri: each }) => each === pathToFileURL(join(folder, file)).href);
  return {
    connection,
    capabilities,
    uri,
    said,
    until,
    at,
    change,
    exited,
    of,
    text: () => text,
    refreshes: () => refreshes,
    textDocument: { uri },
  };
}

const policy = workshop['workshop.vak'] ?? '';

describe('vak lsp over stdio', () => {
  test('says what it can do, and ends when asked', async () => {
    const { connection, capabilities, exited } = await editor({ 'a.vak': policy }, 'a.vak');
    expect(Object.keys(capabilities)).toEqual(
      expect.arrayContaining([
        'completionProvider',
        'hoverProvider',
        'definitionProvider',
        'referencesProvider',
        'renameProvider',
        'semanticTokensProvider',
        'foldingRangeProvider',
        'codeActionProvider',
        'documentFormattingProvider',
        'documentRangeFormattingProvider',
        'inlayHintProvider',
      ]),
    );
    await connection.sendRequest(ShutdownRequest.type);
    await connection.sendNotification(ExitNotification.type);
    expect(await exited).toBe(0);
  });

  test('an edit brings diagnostics, a fix of them, and clean text none', async () => {
    const on = await editor({ 'a.vak': policy }, 'a.vak');
    const { connection, textDocument } = on;
    await on.change('when args.total <= 500 EUR', 'wen args.total <= 500 EUR');
    await on.until(
      () => on.of('a.vak')?.diagnostics.some(({ severity }) => severity === 1) === true,
    );
    const problem = on.of('a.vak')?.diagnostics.find(({ severity }) => severity === 1);
    expect(problem).toMatchObject({ source: 'vak', range: { start: on.at('wen args') } });
    const start = on.at('wen args');
    const actions = await connection.sendRequest(CodeActionRequest.type, {
      textDocument,
      range: { start, end: start },
      context: { diagnostics: [] },
    });
    const [fix] = actions ?? [];
    expect(fix).toMatchObject({
      isPreferred: true,
      edit: { changes: { [on.uri]: [{ newText: 'when', range: { start } }] } },
    });
    await on.change('wen args', 'when args');
    await on.until(
      () => on.of('a.vak')?.diagnostics.every(({ severity }) => severity !== 1) === true,
    );
    await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
    await on.until(() => on.of('a.vak')?.diagnostics.length === 0);
  });

  test('answers about names: completion, hover, definition, references, rename', async () => {
    const on = await editor({ 'a.vak': policy }, 'a.vak');
    const { connection, textDocument } = on;
    await on.change('when args.total <= 500 EUR', 'when args.');
    const completed = await connection.sendRequest(CompletionRequest.type, {
      textDocument,
      position: { ...on.at('when args.\n'), character: on.at('when args.\n').character + 10 },
    });
    const items = Array.isArray(completed) ? completed : (completed?.items ?? []);
    expect(items.map(({ label }) => label)).toEqual(['id', 'amount', 'total', 'note']);
    await on.change('when args.\n', 'when args.total <= 500 EUR\n');

    const position = on.at('order {\n    permit');
    const hover = await connection.sendRequest(HoverRequest.type, { textDocument, position });
    expect(hover?.contents).toMatchObject({
      kind: 'markdown',
      value: expect.stringContaining('| `parts.order` | permit, if its conditions hold |'),
    });

    const defined = await connection.sendRequest(DefinitionRequest.type, {
      textDocument,
      position: on.at('parts.find,'),
    });
    expect(defined).toMatchObject([{ uri: on.uri, range: { start: on.at('parts.find {') } }]);
    const references = await connection.sendRequest(ReferencesRequest.type, {
      textDocument,
      position: on.at('foreman {'),
      context: { includeDeclaration: true },
    });
    expect(references).toHaveLength(on.text().match(/(approvers|from) foreman\b/g)?.length ?? 0);
    const prepared = await connection.sendRequest(PrepareRenameRequest.type, {
      textDocument,
      position: on.at('foreman {'),
    });
    expect(prepared).toMatchObject({ start: on.at('foreman {') });
    const renamed = await connection.sendRequest(RenameRequest.type, {
      textDocument,
      position: on.at('foreman {'),
      newName: 'boss',
    });
    expect(renamed?.changes?.[on.uri]).toHaveLength(references?.length ?? 0);
    await expect(
      connection.sendRequest(RenameRequest.type, {
        textDocument,
        position: on.at('foreman {'),
        newName: 'two words',
      }),
    ).rejects.toThrow('is no name');
  });

  test('answers about the look of a file: symbols, folds, colours, the one form', async () => {
    const on = await editor({ 'a.vak': policy }, 'a.vak');
    const { connection, textDocument } = on;
    const symbols = await connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
    expect(symbols?.map(({ name }) => name)).toContain('parts.order');
    const folds = await connection.sendRequest(FoldingRangeRequest.type, { textDocument });
    expect(folds?.map(({ startLine }) => startLine)).toContain(on.at('type Part').line);
    const colours = await connection.sendRequest(SemanticTokensRequest.type, { textDocument });
    expect(colours?.data.slice(0, 5)).toEqual([0, 0, 3, 0, 0]);
    expect((colours?.data.length ?? 0) % 5).toBe(0);
    await on.change('tool parts.find {', 'tool    parts.find {');
    await on.change('agent helper {', 'agent    helper {');
    const options = { tabSize: 2, insertSpaces: true };
    const start = on.at('agent  ');
    const range = { start, end: start };
    const some = await connection.sendRequest(DocumentRangeFormattingRequest.type, {
      textDocument,
      range,
      options,
    });
    expect(some).toMatchObject([{ newText: 'agent helper {\n' }]);
    const all = await connection.sendRequest(DocumentFormattingRequest.type, {
      textDocument,
      options,
    });
    expect(all).toHaveLength(2);
  });

  test('tests are run with the real runner when the text rests, and signed ✓ or ✗', async () => {
    const on = await editor({ 'a.vak': policy.replace('  run: "./tools/cut.ts"\n', '') }, 'a.vak');
    const { connection, textDocument } = on;
    const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    const signs = async () => {
      const hints = await connection.sendRequest(InlayHintRequest.type, { textDocument, range });
      return hints?.map(({ label }) => label);
    };
    await on.until(() => on.refreshes() === 1);
    expect(await signs()).toEqual(['✓', '✓', '✓', '✓', '✓']);
    await on.change('expect permit by workshop.order', 'expect forbid');
    await on.until(() => on.refreshes() === 2);
    expect(await signs()).toEqual(['✗', '✓', '✓', '✓', '✓']);
  });

  test('the policy of an installed package is read, as the command reads it', async () => {
    const on = await editor(
      {
        'a.vak':
          'vak 1\n\nimport "@acme/tools" as t\n\nagent a {\n  tools: [t.notes.read, t.nope]\n}\n',
        'node_modules/@acme/tools/package.json': '{ "name": "@acme/tools", "vak": "./tools.vak" }',
        'node_modules/@acme/tools/tools.vak': 'vak 1\n\ntool notes.read {\n  effect: read\n}\n',
      },
      'a.vak',
    );
    await on.until(() => on.of('a.vak') !== undefined);
    expect(on.of('a.vak')?.diagnostics).toMatchObject([{ code: 'VAK2101' }]);
  });

  test('a mistake in an imported file is told in that file', async () => {
    const on = await editor(
      {
        'a.vak': 'vak 1\n\nimport "./b.vak" as b\n',
        'b.vak': 'vak 1\n\ntype T {\n  of: nothing_known\n}\n',
      },
      'a.vak',
    );
    await on.until(() => on.of('b.vak') !== undefined);
    expect(on.of('b.vak')?.diagnostics).toMatchObject([{ range: { start: { line: 3 } } }]);
  });
});
