import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Result } from './result.ts';

// `npm run bench -- [--json] [FILTER]`: runs the areas (files of this folder that export `run`), each in
// a process of its own, and prints what they measured. FILTER is the beginning of results' names.

/** One area may take this long. */
const areaMs = 120_000;
/** Files here that are no area. */
const notAreas = new Set([
  'run.ts',
  'area.ts',
  'result.ts',
  'rounds.ts',
  'sandbox-guest.ts',
  'sandbox-echo.ts',
  'policy-text.ts',
  'decision-build.ts',
  'decision-peers.ts',
  'decision-plan.ts',
  'decision-prepare.ts',
  'first-build.ts',
  'langium-grammar.ts',
]);
const here = fileURLToPath(new URL('.', import.meta.url));

async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  const wrong = argv.find((word) => word.startsWith('-') && word !== '--json');
  const filters = argv.filter((word) => !word.startsWith('-'));
  if (wrong !== undefined || filters.length > 1) {
    process.stderr.write('usage: npm run bench -- [--json] [FILTER]\n');
    return 2;
  }
  const [filter = ''] = filters;
  const areas = areasFor(filter);
  if (areas.length === 0) {
    process.stderr.write(`no area fits \`${filter}\`; there are ${areasFor('').join(', ')}\n`);
    return 2;
  }
  if (!isBuilt() || !hasPeers()) return 1;

  const results: Result[] = [];
  let failed = false;
  for (const area of areas) {
    process.stderr.write(`${area} …\n`);
    const measured = await measure(area, filter);
    if (typeof measured === 'string') {
      failed = true;
      process.stderr.write(`${area}: ${measured}\n`);
    } else results.push(...fitting(measured, filter));
  }
  const machine = describeMachine();
  process.stdout.write(
    json ? `${JSON.stringify({ machine, results })}\n` : table(machine, results),
  );
  return failed ? 1 : 0;
}

function areasFor(filter: string): readonly string[] {
  const [wanted = ''] = filter.split('/');
  return readdirSync(here)
    .filter((file) => file.endsWith('.ts') && !notAreas.has(file))
    .map((file) => file.slice(0, -3))
    .filter((area) => (filter.includes('/') ? area === wanted : area.startsWith(wanted)))
    .sort();
}

/** The result of that very name, else all whose names begin with the filter. */
function fitting(results: readonly Result[], filter: string): readonly Result[] {
  const exact = results.filter(({ name }) => name === filter);
  return exact.length > 0 ? exact : results.filter(({ name }) => name.startsWith(filter));
}

function isBuilt(): boolean {
  const built = new URL('../dist/cli/main.js', import.meta.url);
  if (!existsSync(built)) {
    process.stderr.write('what is measured is the built package: run `npm run build` first\n');
    return false;
  }
  const src = fileURLToPath(new URL('../src', import.meta.url));
  const newest = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(src, file)).mtimeMs)
    .reduce((a, b) => Math.max(a, b), 0);
  if (newest > statSync(built).mtimeMs) {
    process.stderr.write(
      'note: sources are newer than what is measured; `npm run build` builds them\n',
    );
  }
  return true;
}

/** Installs the peers that results are compared with, when they are not there yet. */
function hasPeers(): boolean {
  const manifest = readFileSync(new URL('package.json', import.meta.url), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { readonly dependencies: object };
  const there = (name: string) => existsSync(new URL(`node_modules/${name}`, import.meta.url));
  if (Object.keys(dependencies).every(there)) return true;
  process.stderr.write('installing what vak is compared with: npm ci --prefix bench\n');
  const { status } = spawnSync('npm', ['ci', '--prefix', here, '--no-audit', '--no-fund'], {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status === 0) return true;
  process.stderr.write('that failed; with a network, `npm ci --prefix bench` installs them\n');
  return false;
}

/** Runs one area in its own process; gives its results, or why there are none. */
function measure(area: string, filter: string): Promise<readonly Result[] | string> {
  const script = fileURLToPath(new URL('area.ts', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', script, area, filter], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let results: readonly Result[] | undefined;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, areaMs);
  child.on('message', (message) => {
    results = message as readonly Result[];
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) => {
      clearTimeout(timer);
      if (late) resolve(`took longer than ${areaMs / 1000} s`);
      else resolve(code === 0 && results ? results : `ended with status ${code}`);
    });
  });
}

function describeMachine() {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryMB: Math.round(totalmem() / 1024 / 1024),
    os: `${type()} ${release()}`,
    node: process.version,
  };
}

function table(machine: object, results: readonly Result[]): string {
  const lines = [Object.values(machine).join(' · '), ''];
  const width = Math.max(0, ...results.map(({ name }) => name.length));
  for (const { name, value, unit, better, peers = [] } of results) {
    const beside = peers.map(
      (peer) => `${peer.name} ${shown(peer.value)} (${peer.ratio.toFixed(2)}×)`,
    );
    const figure = `${shown(value)} ${unit}`.padStart(16);
    lines.push([name.padEnd(width), figure, `${better} is better`, ...beside].join('  '));
  }
  return `${lines.join('\n')}\n`;
}

const shown = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toPrecision(3);

process.exitCode = await main(process.argv.slice(2));
