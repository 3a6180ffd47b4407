import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import { check } from '../../dsl/model/check.ts';
import type { Model } from '../../dsl/model/model.ts';
import type { Document, Workspace } from './workspace.ts';

/** What checking a file with all it imports gives to an editor. */
export interface Checked {
  /** Undefined while a diagnostic is an error. */
  readonly model: Model | undefined;
  /** Of the file and of those it imports, by the names of the files; the file itself is always there. */
  readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
}

/** Checks a file as the command does, with texts of the editor in place of what is kept. */
export function diagnose(workspace: Workspace, document: Document): Checked {
  const { model, diagnostics, sources } = check(document.source, workspace.reader());
  const found = new Map<string, Diagnostic[]>(sources.map(({ name }) => [name, []]));
  for (const each of diagnostics) found.get(each.source.name)?.push(each);
  return { model, diagnostics: found };
}
