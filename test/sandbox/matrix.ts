import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SandboxTier } from '../../src/runtime/contract/index.ts';
import { cases } from './index.ts';

// What SECURITY.md says of the tiers, made from the cases: `node test/sandbox/matrix.ts` writes it.

const page = new URL('../../SECURITY.md', import.meta.url);
const tiers: readonly SandboxTier[] = ['process', 'isolate', 'quickjs'];
const from = '<!-- cases: written by test/sandbox/matrix.ts -->\n';
const to = '<!-- end of cases -->';

/** The table and the list below it. */
export function matrix(): string {
  const rows = Object.entries(cases).map(([attack, guests]) => {
    const counts = tiers.map((tier) => {
      const meant = guests.filter(({ only }) => only?.includes(tier) ?? true);
      const unmet = meant.filter((guest) => guest.unmet?.[tier] !== undefined).length;
      return meant.length === 0 ? 'none meant' : `${meant.length - unmet} of ${meant.length}`;
    });
    return `| ${attack} | ${counts.join(' | ')} |`;
  });
  const unmet = Object.values(cases)
    .flat()
    .flatMap((guest) =>
      tiers.flatMap((tier) => {
        const what = guest.unmet?.[tier]?.what;
        return what === undefined ? [] : [`- \`${tier}\`, ${guest.name}: ${what}`];
      }),
    );
  const head = `| cases | ${tiers.map((tier) => `\`${tier}\``).join(' | ')} |\n| --- | --- | --- | --- |`;
  return `\n${head}\n${rows.join('\n')}\n\nNot as the cases demand; that each still ends so is part of the suite:\n\n${unmet.sort().join('\n')}\n\n`;
}

/** What a page says between the marks. */
export const within = (text: string): string =>
  text.slice(text.indexOf(from) + from.length, text.indexOf(to));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = readFileSync(page, 'utf8');
  const [before, after] = [text.indexOf(from) + from.length, text.indexOf(to)];
  writeFileSync(page, text.slice(0, before) + matrix() + text.slice(after));
}
