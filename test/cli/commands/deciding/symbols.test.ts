import { expect, test } from 'vitest';
import { folder, vak } from '../../vak.ts';

const files = {
  'safe.vak': `vak 1
tool files.read { effect: read args { path: path } result: string }
agent reader { tools: [files.read] }
policy reading for reader { rule open { permit files.read when args.path in "/work" } }
pipeline safe for reader { stage safety: symbolic { rules: ["vak/safety", "./own.dl"] } }
`,
  'own.dl': 'sensitive("*/salaries.csv").\n',
};
const asked = (path: string, ...more: string[]): readonly string[] => [
  'symbols',
  'why',
  'safe.vak',
  '--agent',
  'reader',
  '--tool',
  'files.read',
  '--args',
  JSON.stringify({ path }),
  ...more,
];

test('vak symbols why prints each objection with the facts it follows from', () => {
  const here = folder(files);
  const { status, stdout } = vak(here, asked('/desk/salaries.csv'));
  expect(status).toBe(0);
  expect(stdout).toContain('forbid("sensitive_access", "Secrets are not read through tools.")');
  expect(stdout).toContain('      path_at("args.path", "/desk/salaries.csv")');
  expect(stdout).toContain('like("/desk/salaries.csv", "*/salaries.csv")');
  expect(stdout).toContain('stage safe.safety  violated');
});

test('also of a call that a rule forbids already, and as JSON', () => {
  const here = folder(files);
  const { status, stdout } = vak(here, asked('/home/.ssh/id_rsa', '--json'));
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    objections: [{ by: 'pipeline', verdict: 'forbid', rule: 'sensitive_access' }],
    stages: [{ stage: 'safe.safety', verdict: 'violated' }],
    plan: expect.stringMatching(/^sha256:/),
  });
  expect(vak(here, asked('/desk/a.txt')).stdout).toContain('no rule objects');
});

test('vak check names the place in a file of rules', () => {
  const here = folder({ ...files, 'own.dl': 'sensitive("a").\nsensitve("b").\n' });
  const { status, stdout } = vak(here, ['check', 'safe.vak', '--json']);
  expect(status).toBe(1);
  expect(JSON.parse(stdout).diagnostics).toMatchObject([
    { code: 'VAK4602', file: 'own.dl', line: 2, column: 1, help: 'did you mean `sensitive`?' },
  ]);
});
