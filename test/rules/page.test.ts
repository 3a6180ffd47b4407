import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { folderInside, runIn, snippetsOf } from '../house/snippets.ts';

const desk = `vak 1
context { role: string }
tool notes.add {
  effect: write
  args { text: string }
  result: { length: int }
}
agent desk { tools: [notes.add] }
`;

test('the page about rules in code runs from top to bottom', async () => {
  const home = folderInside('rules');
  onTestFinished(() => {
    vi.restoreAllMocks();
    rmSync(home, { recursive: true, force: true });
  });
  writeFileSync(join(home, 'desk.vak'), desk);
  const [page] = snippetsOf('docs/rules-in-code.md').filter(({ language }) => language === 'ts');
  const said: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => said.push(String(line)));
  const more = `
const draft = await vak.agent('desk').session({ principal }).call('notes.add', { text: 'draft' });
await vak.stop();
console.log(JSON.stringify([result.ok, draft.ok, draft.ok ? '' : draft.refusal?.because]));
`;
  await runIn(home, (page?.text ?? '') + more);
  expect(said).toEqual(['[true,false,"Drafts are not kept."]']);
});
