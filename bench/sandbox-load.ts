import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from '../dist/index.js';
import type { Result } from './result.ts';
import { inTurns, quantile, type Work } from './rounds.ts';

// What the sandbox adds to `load()`: files with one and with twenty tools whose code runs on the tier
// `process`, beside the same file without code. A load waits for the first children and for a look at
// every code, so that the first call waits for neither.

const loads = [
  { name: 'without-code', tools: 20, code: false },
  { name: 'process-1-tool', tools: 1, code: true },
  { name: 'process-20-tools', tools: 20, code: true },
] as const;

export async function run(): Promise<readonly Result[]> {
  const home = mkdtempSync(join(tmpdir(), 'vak-load-'));
  try {
    const works = loads.map((one) => workOf(home, one));
    const times = await inTurns(works, { rounds: 15, warm: 2 });
    const ms = (name: string): number => quantile(times.get(name), 0.5) / 1000;
    const bare = ms('without-code');
    return loads.map(({ name }) => ({
      name: `sandbox-load/${name}`,
      value: ms(name),
      unit: 'ms',
      better: 'lower',
      ...(name === 'without-code'
        ? {}
        : { peers: [{ name: 'without code', value: bare, ratio: ms(name) / bare }] }),
    }));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** A load and a stop: children end beside the next load, as they would in a host that starts anew. */
function workOf(home: string, { name, tools, code }: (typeof loads)[number]): Work {
  const names = Array.from({ length: tools }, (_, i) => `t.n${i}`);
  const declared = names.map((tool, i) => {
    if (!code) return `tool ${tool} { effect: read, args { n: int } }`;
    const file = `${name}-${i}.ts`;
    writeFileSync(join(home, file), `export default ({ n }: { n: number }) => n + ${i};`);
    return `tool ${tool} { effect: read, args { n: int }, run: "./${file}" }`;
  });
  const rules = names.map((tool) => `  rule r${tool.slice(3)} { permit ${tool} }`).join('\n');
  const file = join(home, `${name}.vak`);
  writeFileSync(
    file,
    `vak 1\n\n${declared.join('\n')}\n\nagent a { tools: [${names.join(', ')}] }\n\npolicy p for a {\n${rules}\n}\n`,
  );
  const host = code ? {} : { tools: Object.fromEntries(names.map((tool) => [tool, () => 1])) };
  return {
    name,
    once: async () => {
      const vak = await load(file, { ...host, state: join(home, `state-${name}`) });
      await vak.stop();
    },
  };
}
