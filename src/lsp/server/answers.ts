import type { Connection, FoldingRangeKind, TextEdit } from 'vscode-languageserver';
import { actionsAt, fixAll } from '../service/change/actions.ts';
import { formatting, rangeFormatting } from '../service/change/formatting.ts';
import { renamable, rename } from '../service/change/rename.ts';
import { complete } from '../service/completion/complete.ts';
import { colours } from '../service/look/colours.ts';
import { folds } from '../service/look/folds.ts';
import { hover } from '../service/look/hover.ts';
import { inlays } from '../service/look/inlays.ts';
import { definitions, outline, references } from '../service/navigate.ts';
import type { Document } from '../service/workspace.ts';
import {
  codeAction,
  completionItem,
  location,
  offset,
  packed,
  position,
  range,
  span,
  symbol,
  textEdits,
} from './convert.ts';
import { nameOf, uriOf } from './files.ts';
import type { Session } from './session.ts';

/** Answers each request of the protocol with what the service says. */
export function answer(
  connection: Connection,
  session: Session,
  refusal: (message: string) => Error,
): void {
  const { workspace } = session;
  /** The document of a request; undefined for one that is neither open nor kept. */
  const of = ({ textDocument }: { readonly textDocument: { readonly uri: string } }) =>
    workspace.document(nameOf(textDocument.uri));

  connection.onCompletion((params) => {
    const document = of(params);
    if (document === undefined) return [];
    const { source } = document;
    const found = complete(workspace, document, offset(source, params.position));
    return found.map((item) => completionItem(source, item));
  });
  connection.onHover((params) => {
    const document = of(params);
    if (document === undefined) return null;
    const { source } = document;
    const model = session.modelOf(source.name);
    const found = hover(workspace, document, offset(source, params.position), model);
    if (found === undefined) return null;
    const contents = { kind: 'markdown' as const, value: found.markdown };
    return { contents, range: range(source, found.span) };
  });
  connection.onDefinition((params) => {
    const document = of(params);
    if (document === undefined) return [];
    return definitions(workspace, document, offset(document.source, params.position)).map(location);
  });
  connection.onReferences((params) => {
    const document = of(params);
    if (document === undefined) return [];
    return references(workspace, document, offset(document.source, params.position)).map(location);
  });
  connection.onPrepareRename((params) => {
    const document = of(params);
    if (document === undefined) return null;
    const found = renamable(workspace, document, offset(document.source, params.position));
    return found === undefined ? null : range(document.source, found);
  });
  connection.onRenameRequest((params) => {
    const document = of(params);
    if (document === undefined) return null;
    const at = offset(document.source, params.position);
    const renamed = rename(workspace, document, at, params.newName);
    if (!renamed.ok) throw refusal(renamed.why);
    const changes: Record<string, TextEdit[]> = {};
    for (const [name, edits] of renamed.edits) {
      const changed = workspace.document(name);
      if (changed !== undefined) changes[uriOf(name)] = textEdits(changed.source, edits);
    }
    return { changes };
  });
  connection.onDocumentFormatting((params) => {
    const document = of(params);
    return document === undefined ? [] : textEdits(document.source, formatting(document));
  });
  connection.onDocumentRangeFormatting((params) => {
    const document = of(params);
    if (document === undefined) return [];
    const { source } = document;
    return textEdits(source, rangeFormatting(document, span(source, params.range)));
  });
  connection.onCodeAction((params) => {
    const document = of(params);
    if (document === undefined) return [];
    const { source } = document;
    const diagnostics = session.diagnosticsOf(source.name);
    const all = fixAll(document, diagnostics);
    const found = actionsAt(document, diagnostics, span(source, params.range));
    const wanted = [...found, ...(all === undefined ? [] : [all])];
    return wanted.map((action) => codeAction(source, action));
  });
  look(connection, session, of);
}

/** The requests about how a whole file looks. */
function look(
  connection: Connection,
  session: Session,
  of: (params: { readonly textDocument: { readonly uri: string } }) => Document | undefined,
): void {
  connection.onDocumentSymbol((params) => {
    const document = of(params);
    return document === undefined
      ? []
      : outline(document).map((each) => symbol(document.source, each));
  });
  connection.onFoldingRanges((params) => {
    const document = of(params);
    return (document === undefined ? [] : folds(document)).map(({ from, to, kind }) => ({
      startLine: from - 1,
      endLine: to - 1,
      ...(kind === 'block' ? {} : { kind: kind as FoldingRangeKind }),
    }));
  });
  connection.languages.semanticTokens.on((params) => {
    const document = of(params);
    if (document === undefined) return { data: [] };
    return { data: packed(document.source, colours(session.workspace, document)) };
  });
  connection.languages.inlayHint.on((params) => {
    const document = of(params);
    if (document === undefined) return [];
    const { source } = document;
    return inlays(document, session.outcomesOf(source.name)).map(({ offset: at, text, about }) => ({
      position: position(source, at),
      label: text,
      paddingLeft: true,
      ...(about === undefined ? {} : { tooltip: about }),
    }));
  });
}
