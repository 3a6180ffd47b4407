import {
  type CodeAction,
  type CompletionItem,
  CompletionItemKind,
  DiagnosticSeverity,
  type DocumentSymbol,
  type Location,
  type Position,
  type Diagnostic as ProtocolDiagnostic,
  type Range,
  SymbolKind,
  type TextEdit,
} from 'vscode-languageserver';
import type { Diagnostic, Edit } from '../../dsl/diagnostics/diagnostic.ts';
import type { Source, Span } from '../../dsl/text/source.ts';
import type { Action } from '../service/change/actions.ts';
import type { Item, ItemKind } from '../service/completion/item.ts';
import { type Coloured, colourNames } from '../service/look/colours.ts';
import type { Outline, Place } from '../service/navigate.ts';
import { uriOf } from './files.ts';

/** An offset as the protocol counts it: lines and UTF-16 units from 0. */
export function position(source: Source, offset: number): Position {
  const { line, column } = source.position(offset);
  return { line: line - 1, character: column - 1 };
}

/** A place of the protocol as an offset, clamped to the text. */
export const offset = (source: Source, { line, character }: Position): number =>
  source.offset({ line: line + 1, column: character + 1 });

export const range = (source: Source, { start, end }: Span): Range => ({
  start: position(source, start),
  end: position(source, end),
});

export const span = (source: Source, of: Range): Span => ({
  start: offset(source, of.start),
  end: offset(source, of.end),
});

export const location = ({ document, span: of }: Place): Location => ({
  uri: uriOf(document.source.name),
  range: range(document.source, of),
});

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

export function diagnostic(found: Diagnostic): ProtocolDiagnostic {
  const { source, severity, code, message, help, notes, labels } = found;
  return {
    range: range(source, found.span),
    severity: severities[severity],
    code,
    source: 'vak',
    message: [message, ...(help === undefined ? [] : [help]), ...notes].join('\n'),
    relatedInformation: labels.map((label) => ({
      location: { uri: uriOf(label.source.name), range: range(label.source, label.span) },
      message: label.text,
    })),
  };
}

export const textEdits = (source: Source, edits: readonly Edit[]): TextEdit[] =>
  edits.map((edit) => ({ range: range(source, edit.span), newText: edit.text }));

const itemKinds: Readonly<Record<ItemKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  tool: CompletionItemKind.Function,
  agent: CompletionItemKind.Class,
  type: CompletionItemKind.Struct,
  block: CompletionItemKind.Module,
  rule: CompletionItemKind.Method,
  field: CompletionItemKind.Field,
  member: CompletionItemKind.EnumMember,
  label: CompletionItemKind.Constant,
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  unit: CompletionItemKind.Unit,
  root: CompletionItemKind.Variable,
  module: CompletionItemKind.Module,
};

/** A proposal; what the file knows stands before the language's own words. */
export function completionItem(source: Source, item: Item): CompletionItem {
  return {
    label: item.label,
    kind: itemKinds[item.kind],
    sortText: `${item.kind === 'keyword' ? 2 : item.kind === 'root' ? 1 : 0}${item.label}`,
    filterText: source.text[item.span.start] === '"' ? item.insert : item.label,
    textEdit: { range: range(source, item.span), newText: item.insert },
    ...(item.detail === undefined ? {} : { detail: item.detail }),
    ...(item.doc === undefined
      ? {}
      : { documentation: { kind: 'markdown' as const, value: item.doc } }),
  };
}

export function codeAction(source: Source, action: Action): CodeAction {
  const edit = { changes: { [uriOf(source.name)]: textEdits(source, action.edits) } };
  const kind = action.of === undefined ? 'source.fixAll.vak' : 'quickfix';
  return {
    title: action.title,
    kind,
    edit,
    isPreferred: action.safe,
    ...(action.of === undefined ? {} : { diagnostics: [diagnostic(action.of)] }),
  };
}

const symbolKinds: Readonly<Record<string, SymbolKind>> = {
  import: SymbolKind.Module,
  use: SymbolKind.Module,
  type: SymbolKind.Struct,
  tool: SymbolKind.Function,
  agent: SymbolKind.Class,
  rule: SymbolKind.Method,
  secret: SymbolKind.Key,
  test: SymbolKind.Event,
};

export const symbol = (source: Source, of: Outline): DocumentSymbol => ({
  name: of.name,
  detail: of.kind,
  kind: symbolKinds[of.kind] ?? SymbolKind.Namespace,
  range: range(source, of.span),
  selectionRange: range(source, of.nameSpan),
  children: of.inside.map((each) => symbol(source, each)),
});

/** Colours as the protocol packs them: five numbers each, places relative to the one before. */
export function packed(source: Source, parts: readonly Coloured[]): number[] {
  const data: number[] = [];
  let [line, character] = [0, 0];
  for (const { start, end, colour, declares } of parts) {
    const at = position(source, start);
    const isSameLine = at.line === line;
    data.push(
      at.line - line,
      isSameLine ? at.character - character : at.character,
      end - start,
      colourNames.indexOf(colour),
      declares ? 1 : 0,
    );
    [line, character] = [at.line, at.character];
  }
  return data;
}
