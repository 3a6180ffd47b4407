import type { Json } from '../../values/value.ts';
import { findCode } from '../codes.ts';
import type { Diagnostic, Label } from '../diagnostic.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/**
 * Diagnostics as one SARIF 2.1.0 log with one run. Each code that occurs is a rule with its page; columns
 * count UTF-16 units from 1, ends are exclusive; fixes carry their edits.
 * @param version the version of vak that found them
 */
export function sarif(diagnostics: readonly Diagnostic[], version: string): Json {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'vak', version, rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((one) => resultOf(one, codes.indexOf(one.code))),
      },
    ],
  };
}

function ruleOf(code: string): Json {
  const entry = findCode(code);
  if (entry === undefined) return { id: code };
  return {
    id: code,
    shortDescription: { text: entry.title },
    fullDescription: { text: entry.page.why },
    help: { text: `Draws it:\n${entry.page.bad}\nInstead:\n${entry.page.good}` },
    defaultConfiguration: { level: levels[entry.severity] },
  };
}

function resultOf(one: Diagnostic, ruleIndex: number): Json {
  const { code, severity, message, help, labels, fixes } = one;
  const text = help === undefined ? message : `${message}: ${help}`;
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text },
    locations: [{ physicalLocation: placeOf(one) }],
    ...(labels.length === 0
      ? {}
      : {
          relatedLocations: labels.map((label, id) => ({
            id,
            physicalLocation: placeOf(label),
            message: { text: label.text },
          })),
        }),
    ...(fixes.length === 0
      ? {}
      : {
          fixes: fixes.map(({ title, edits }) => ({
            description: { text: title },
            artifactChanges: [
              {
                artifactLocation: { uri: uriOf(one.source.name) },
                replacements: edits.map((edit) => ({
                  deletedRegion: regionOf({ source: one.source, span: edit.span }),
                  insertedContent: { text: edit.text },
                })),
              },
            ],
          })),
        }),
  };
}

const placeOf = (at: Pick<Label, 'source' | 'span'>): Json => ({
  artifactLocation: { uri: uriOf(at.source.name) },
  region: regionOf(at),
});

function regionOf({ source, span }: Pick<Label, 'source' | 'span'>): Json {
  const start = source.position(span.start);
  const end = source.position(span.end);
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/** A file's name as a reference that any reader of URIs takes back to the same name. */
const uriOf = (name: string): string => name.split(/[\\/]/).map(encodeURIComponent).join('/');
