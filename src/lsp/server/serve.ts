import type { Readable, Writable } from 'node:stream';
import {
  type InitializeResult,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { createConnection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { engine } from '../../version.ts';
import { colourNames } from '../service/look/colours.ts';
import { answer } from './answers.ts';
import { nameOf } from './files.ts';
import { Session } from './session.ts';

/** What the server offers, in the protocol's words. */
const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: ['.', ':', '"'] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.vak'] },
  inlayHintProvider: true,
  semanticTokensProvider: {
    legend: { tokenTypes: [...colourNames], tokenModifiers: ['declaration'] },
    full: true,
  },
};

/**
 * Speaks the language server protocol over two streams. Resolves when the other side has said `exit` or
 * gone away. Requests about files that are not open get empty answers.
 */
export function serve(input: Readable, output: Writable): Promise<void> {
  const connection = createConnection(input, output);
  const session = new Session(connection);
  const texts = new TextDocuments(TextDocument);
  connection.onInitialize(() => ({ capabilities, serverInfo: { name: 'vak', version: engine } }));
  texts.onDidChangeContent(({ document }) =>
    session.change(nameOf(document.uri), document.getText()),
  );
  texts.onDidClose(({ document }) => session.close(nameOf(document.uri)));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) session.changedOutside(nameOf(uri));
  });
  answer(connection, session, (message) => new ResponseError(-32803, message));
  texts.listen(connection);
  connection.listen();
  return new Promise((resolve) => {
    const end = (): void => {
      session.stop();
      resolve();
    };
    connection.onExit(end);
    input.once('close', end);
  });
}
