import { describe, expect, test } from 'vitest';
import { notBuilt } from '../../src/cli/input/registry.ts';
import { folder, vak } from './vak.ts';

const here = folder({ 'a.vak': 'vak 1\n' });

describe('wrong usage exits 2, with nothing on stdout and the reason on stderr', () => {
  test.each([
    ['no command', [], 'a command is missing'],
    ['an unknown command', ['chek'], 'there is no command `chek`'],
    ['an unknown option before the command', ['--fast'], 'there is no option `--fast`'],
    ['an unknown option', ['check', 'a.vak', '--fast'], "unknown option '--fast'"],
    ['a missing FILE', ['check'], 'an argument is missing'],
    ['a FILE too many', ['graph', 'a.vak', 'b.vak'], '`b.vak` is one argument too many'],
    ['a missing option', ['run', 'a.vak'], '`--script` is missing'],
    ['an option without its value', ['run', 'a.vak', '--script'], "'--script <value>'"],
    ['a value for a flag', ['check', 'a.vak', '--json=yes'], "'--json'"],
    ['audit without a word', ['audit'], '`vak audit` wants one of `verify`, `show`'],
    ['audit with another word', ['audit', 'erase', '.'], '`vak audit` wants one of'],
    [
      'a FILE that does not exist',
      ['check', 'none.vak'],
      'cannot read `none.vak`: there is no such',
    ],
    ['a FILE that is a folder', ['check', '.'], 'cannot read `.`: it is a folder'],
    ['a folder without a log', ['audit', 'verify', '.'], 'there is no log in `.`'],
    ['an index that is none', ['audit', 'prove', '.', '1'], 'there is no log in `.`'],
    [
      'arguments that are not JSON',
      ['decide', 'a.vak', '--agent', 'a', '--tool', 't', '--args', '{'],
      '`--args` is not JSON: expected a key in double quotes at 1:2',
    ],
    [
      'an option for one value, twice',
      ['audit', 'forget', '.', '--by', 'dpo', '--principal', 'ada', '--principal', 'eve'],
      '`--principal` is given twice, and takes one value',
    ],
    ['two forms at once', ['graph', 'a.vak', '--json', '--dot'], 'exclude each other'],
  ])('%s', (_, args, message) => {
    const { status, stdout, stderr } = vak(here, args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test.each(notBuilt)('`%s` is not built yet and says so with its code', (name) => {
    const { status, stdout, stderr } = vak(here, [name, 'a.vak', '--json']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('VAK0002');
  });
});

describe('help', () => {
  test('lists the commands that exist, and no others', () => {
    const { status, stdout } = vak(here, ['--help']);
    expect(status).toBe(0);
    for (const name of [
      'check',
      'fmt',
      'test',
      'decide',
      'run',
      'explain',
      'graph',
      'lock',
      'bundle',
      'audit verify',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(stdout).not.toMatch(new RegExp(`^ {2}(${notBuilt.join('|')})\b`, 'm'));
  });

  test('of one command shows its form, whatever else is given', () => {
    const { status, stdout } = vak(here, ['decide', '--help', '--nonsense']);
    expect(stdout).toContain('vak decide FILE --agent A --tool T --args JSON');
    expect(status).toBe(0);
  });

  test('of audit lists its commands', () => {
    const { stdout } = vak(here, ['audit', '--help']);
    expect(stdout.match(/^ {2}audit \w+/gm)).toEqual([
      '  audit verify',
      '  audit show',
      '  audit report',
      '  audit serve',
      '  audit prove',
      '  audit check',
      '  audit checkpoint',
      '  audit export',
      '  audit rotate',
      '  audit forget',
      '  audit state',
      '  audit fsck',
    ]);
  });

  test('the version is the package’s own', () => {
    expect(vak(here, ['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
