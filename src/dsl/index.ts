// The door of the language: `vak/dsl`. Pure: no files, no clock, nothing of Node.

export { type Analysis, analyse } from './analyse.ts';
export type { Page } from './diagnostics/catalogue.ts';
export { allEntries, type CodeEntry, explainCode, findCode } from './diagnostics/codes.ts';
export type * from './diagnostics/diagnostic.ts';
export { type DiagnosticJson, toJson as diagnosticJson } from './diagnostics/json.ts';
export { type Rendering, render } from './diagnostics/render.ts';
export { suggest } from './diagnostics/suggest.ts';
// From a tree to what it means.
export { type CheckResult, check } from './model/check.ts';
export type { Model } from './model/model.ts';
export type { Manifest, Reader } from './model/modules/load.ts';
export { canonicalJson, meaning } from './plan/canonical.ts';
// The plan, its values and its one spelling.
export { compile } from './plan/compile.ts';
export { condition, expression, type Facts as Roots } from './plan/evaluate.ts';
export type * from './plan/plan.ts';
// From text to a tree.
export type * from './syntax/ast.ts';
export { type Parsed, parse } from './syntax/parse.ts';
// Text and what is said about it.
export { type Position, Source, type Span } from './text/source.ts';
// The one form of a text, and the published grammar.
export { type Formatted, format } from './tools/format.ts';
export { publish } from './tools/publish.ts';
export { fromJson } from './values/from-json.ts';
export { toJson } from './values/to-json.ts';
export type * from './values/value.ts';
export { unknown } from './values/value.ts';
