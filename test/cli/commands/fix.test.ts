import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, vak } from '../vak.ts';

const broken = 'vak 1\n\nagnet a { tools: [] }\n\ntetx b { }\n';
const here = (text: string): string => folder({ 'a.vak': text });
const textIn = (at: string): string => readFileSync(join(at, 'a.vak'), 'utf8');

describe('vak fix', () => {
  test('a file in another encoding is named and keeps every byte', () => {
    const at = folder();
    const bytes = Buffer.from('vak 1\nagnet   a{tools:[]} // gepr\u00fcft\n', 'latin1');
    writeFileSync(join(at, 'a.vak'), bytes);
    const { status, stdout } = vak(at, ['fix', 'a.vak']);
    expect([status, stdout]).toEqual([1, expect.stringContaining('VAK1006')]);
    expect(readFileSync(join(at, 'a.vak'))).toEqual(bytes);
  });

  test('takes what is safe, checks again, and does nothing the second time', () => {
    const at = here('vak 1\n\nagnet a { tools: [] }\n');
    const first = vak(at, ['fix', 'a.vak', '--json']);
    expect(first.json()).toMatchObject({
      ok: true,
      changed: ['a.vak'],
      fixed: [{ code: 'VAK1203', at: 'a.vak:3:1' }],
      diagnostics: [],
    });
    expect(textIn(at)).toBe('vak 1\n\nagent a { tools: [] }\n');
    const second = vak(at, ['fix', 'a.vak', '--json']);
    expect(second.json()).toMatchObject({ ok: true, changed: [], fixed: [] });
    expect(second.status).toBe(0);
  });

  test('leaves what it cannot mend, says so, and keeps the rest of the text', () => {
    const at = here(`${broken}// the end\n`);
    const { status, json } = vak(at, ['fix', 'a.vak', '--json']);
    expect(status).toBe(json().ok ? 0 : 1);
    expect(textIn(at)).toContain('agent a { tools: [] }');
    expect(textIn(at)).toContain('// the end');
    const again = vak(at, ['fix', 'a.vak', '--json']).json();
    expect([again.changed, again.diagnostics]).toEqual([[], json().diagnostics]);
  });

  test('touches no file when one of them cannot be read', () => {
    const at = here(broken);
    expect(vak(at, ['fix', 'a.vak', 'none.vak']).status).toBe(2);
    expect(textIn(at)).toBe(broken);
  });
});

describe('vak check --format', () => {
  test('github: one workflow command a finding, at its place', () => {
    const { status, stdout } = vak(here('vak 1\n\nagnet a { tools: [] }\n'), [
      'check',
      'a.vak',
      '--format',
      'github',
    ]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^::error file=a\.vak,line=3,endLine=3,col=1,endColumn=6,title=VAK1203::`agnet` .*\n$/,
    );
  });

  test('sarif: one run whose results name a rule, a level and a region', () => {
    const at = here(broken);
    const { status, json } = vak(at, ['check', 'a.vak', '--format', 'sarif']);
    expect(status).toBe(1);
    expect(json()).toMatchObject({
      version: '2.1.0',
      runs: [{ tool: { driver: { name: 'vak' } } }],
    });
    const [run] = json().runs;
    const found = vak(at, ['check', 'a.vak', '--json']).json().diagnostics;
    expect(run.results.length).toBe(found.length);
    for (const [index, result] of run.results.entries()) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      expect(result.message.text).not.toBe('');
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      const { line, column, endLine, endColumn } = found[index];
      expect(artifactLocation.uri).toBe('a.vak');
      expect(region).toEqual({
        startLine: line,
        startColumn: column,
        endLine,
        endColumn,
      });
    }
    const [mended] = run.results[0].fixes;
    expect(mended.artifactChanges[0].replacements[0].insertedContent.text).toBe('agent');
  });

  test('a file without findings is an empty run; another format is wrong usage', () => {
    const at = here('vak 1\n');
    const { status, json } = vak(at, ['check', 'a.vak', '--format', 'sarif']);
    expect([status, json().runs[0].results]).toEqual([0, []]);
    expect(vak(at, ['check', 'a.vak', '--format', 'xml']).status).toBe(2);
  });
});

describe('vak docs', () => {
  test('prints a page, and as JSON the same page', () => {
    const at = here(
      'vak 1\n\ntool a.b {\n  effect: read\n  args {}\n}\n\nagent x { tools: [a.b] }\n',
    );
    const { status, stdout } = vak(at, ['docs', 'a.vak']);
    expect([status, stdout.startsWith('# Who may do what: a.vak\n')]).toEqual([0, true]);
    expect(vak(at, ['docs', 'a.vak', '--json']).json()).toEqual({ ok: true, page: stdout });
  });

  test('a file with errors has no page', () => {
    const { status, json } = vak(here(broken), ['docs', 'a.vak', '--json']);
    expect([status, json().ok]).toEqual([1, false]);
    expect(json()).not.toHaveProperty('page');
  });
});
