import { complete } from '../dist/lsp/service/completion/complete.js';
import { diagnose } from '../dist/lsp/service/diagnose.js';
import { colours } from '../dist/lsp/service/look/colours.js';
import { hover } from '../dist/lsp/service/look/hover.js';
import { references } from '../dist/lsp/service/navigate.js';
import { Workspace } from '../dist/lsp/service/workspace.js';
import { policyText } from './policy-text.ts';
import type { Result } from './result.ts';
import { inTurns, quantile } from './rounds.ts';

const lines = 2000;
const cursor = 'args.deposit <= 208 EUR';

/** What one key costs an editor at 2,000 lines: a text that is new each time, read whole. */
export async function run(filter: string): Promise<readonly Result[]> {
  const wanted = (name: string): boolean => name.startsWith(filter) || filter.startsWith(name);
  const text = policyText(lines);
  if (!text.includes(cursor)) throw new Error('the text has no such line');
  const at = text.indexOf(cursor) + 'args.'.length;
  const workspace = new Workspace({ locate: () => undefined, load: () => undefined });
  let round = 0;
  /** The text with another digit each time, as after a key. */
  const typed = () => {
    round += 1;
    return workspace.set('bench.vak', text.replace(cursor, `args.deposit <= ${round + 208} EUR`));
  };
  const still = workspace.set('still.vak', text);
  const { model } = diagnose(workspace, still);
  if (model === undefined) throw new Error('the text does not check');
  workspace.close('still.vak');
  const key = () => {
    const document = typed();
    if (diagnose(workspace, document).model === undefined) throw new Error('does not check');
    if (complete(workspace, document, at).length === 0) throw new Error('nothing to complete');
  };
  const brokenKey = () => {
    round += 1;
    const broken = text.replace(cursor, `args. ${round}`);
    const document = workspace.set('bench.vak', broken);
    if (diagnose(workspace, document).model !== undefined) throw new Error('is not broken');
    if (complete(workspace, document, at).length === 0) throw new Error('nothing to complete');
  };
  /** A key after which one rule no longer reads as one: a parenthesis is not closed. */
  const openKey = () => {
    round += 1;
    const document = workspace.set('bench.vak', text.replace(cursor, `args.deposit <= (${round}`));
    if (diagnose(workspace, document).model !== undefined) throw new Error('is not broken');
    complete(workspace, document, at);
  };
  const works = [
    { name: 'editor/key/2000', once: key },
    { name: 'editor/broken-key/2000', once: brokenKey },
    { name: 'editor/open-key/2000', once: openKey },
    { name: 'editor/complete/2000', once: () => complete(workspace, still, at) },
    { name: 'editor/hover/2000', once: () => hover(workspace, still, at, model) },
    { name: 'editor/colours/2000', once: () => colours(workspace, still) },
    { name: 'editor/references/2000', once: () => references(workspace, still, at) },
  ];
  const results: Result[] = [];
  // Each alone, as an editor asks them: what one leaves behind is not another's to clear away.
  for (const work of works.filter(({ name }) => wanted(name))) {
    const times = await inTurns([work], { rounds: 60, warm: 40 });
    const value = quantile(times.get(work.name), 0.5) / 1000;
    results.push({ name: work.name, value, unit: 'ms', better: 'lower' });
  }
  return results;
}
