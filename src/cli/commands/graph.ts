import { analyseFile } from '../input/analysed.ts';
import type { Given } from '../input/registry.ts';
import { reportBroken } from '../output/findings.ts';
import { type Palette, palette } from '../output/palette.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../output/shell.ts';
import type { Wiring } from '../wiring/wiring.ts';

/** `vak graph FILE [--dot]`: who fills which slot, with which grants, from which line. Starts nothing. */
export async function graph(given: Given, shell: Shell): Promise<Exit> {
  if (given.json && given.flag('dot'))
    throw new WrongUsage('`--json` and `--dot` exclude each other');
  const [file = ''] = given.positionals;
  const { compiled, diagnostics } = analyseFile(file);
  if (compiled === undefined) return reportBroken(diagnostics, given.json, shell);
  const { wiringOf } = await import('../wiring/wiring.ts');
  const wiring = await wiringOf(compiled.plan, process.cwd());
  if (given.json) writeJson(shell, wiring);
  else shell.out(given.flag('dot') ? dot(wiring) : text(wiring, palette(shell)));
  return 0;
}

function text({ slots, facets, hooks }: Wiring, { bold, dim }: Palette): string {
  const lines = [bold('slots')];
  for (const { name, plugin, version, at, grants } of slots) {
    const granted = Object.entries(grants).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
    const grant = granted.length === 0 ? '' : `, granted ${granted.join(', ')}`;
    const shown = version === null ? plugin : `${plugin} ${version}`;
    lines.push(`  ${name.padEnd(12)}${shown.padEnd(28)}${dim((at ?? 'built-in') + grant)}`);
  }
  lines.push('', bold('facets'));
  for (const { name, contributors } of facets) {
    const each = contributors.map(({ plugin, at }) => (at === null ? plugin : `${plugin} (${at})`));
    lines.push(`  ${name.padEnd(12)}${each.join(', ')}`);
  }
  lines.push('', bold('hooks'));
  for (const { name, order } of hooks) {
    lines.push(`  ${name.padEnd(12)}${order.length === 0 ? dim('nobody') : order.join(', then ')}`);
  }
  return `${lines.join('\n')}\n`;
}

function dot({ slots, facets, hooks }: Wiring): string {
  const edges = [
    ...slots.map(({ name, plugin, at }) => edge(plugin, name, at)),
    ...facets.flatMap(({ name, contributors }) =>
      contributors.map(({ plugin, at }) => edge(plugin, name, at)),
    ),
    ...hooks.flatMap(({ name, order }) =>
      order.map((plugin, index) => edge(plugin, name, String(index + 1))),
    ),
  ];
  const points = [
    ...slots.map(({ name }) => `  ${quoted(name)} [shape=box];`),
    ...facets.map(({ name }) => `  ${quoted(name)} [shape=box, style=rounded];`),
  ];
  return `digraph vak {\n  rankdir=LR;\n${[...points, ...edges].join('\n')}\n}\n`;
}

function edge(from: string, to: string, label: string | null): string {
  const shown = label === null ? '' : ` [label=${quoted(label)}]`;
  return `  ${quoted(from)} -> ${quoted(to)}${shown};`;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
