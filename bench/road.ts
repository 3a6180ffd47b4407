import {
  closeSync,
  fdatasyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from '../dist/index.js';
import { beside, type Result } from './result.ts';
import { inTurns, quantile } from './rounds.ts';

/** A governed call from end to end, and a decision alone. */
export async function run(filter: string): Promise<readonly Result[]> {
  const wanted = (name: string): boolean => name.startsWith(filter) || filter.startsWith(name);
  const results: Result[] = [];
  if (wanted('road/decide')) results.push(...(await decisions()));
  if (wanted('road/call')) results.push(...(await calls()));
  return results;
}

const tools = `vak 1

tool echo.say {
  effect: read
  args { text: string }
  result: { text: string }
  run: "./say.ts"
}

tool echo.host {
  effect: read
  args { text: string }
  result: { text: string }
}

agent parrot {
  tools: [echo.say, echo.host]
}
`;

/** The whole road of a trivial tool: in a sandbox, and in the host, each with its log on the disk. */
async function calls(): Promise<readonly Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vak-bench-'));
  const policy = 'policy talk for parrot {\n  rule say {\n    permit echo.say, echo.host\n  }\n}\n';
  writeFileSync(join(folder, 'bench.vak'), `${tools}\n${policy}`);
  writeFileSync(join(folder, 'say.ts'), 'export default async (args) => args;\n');
  const vak = await load(join(folder, 'bench.vak'), {
    tools: { 'echo.host': (args: { text: string }) => args },
    audit: join(folder, 'audit'),
  });
  const session = vak.agent('parrot').session();
  const say = async (tool: 'echo.say' | 'echo.host') => {
    const result = await session.call(tool, { text: 'hello' });
    if (!result.ok) throw new Error(JSON.stringify(result));
  };
  const raw = rawLog(join(folder, 'raw'));
  const works = [
    { name: 'sandboxed', once: () => say('echo.say') },
    { name: 'host', once: () => say('echo.host') },
    { name: 'raw', once: () => raw.appendTwice() },
  ];
  const times = await inTurns(works, { rounds: 200, warm: 20 });
  await vak.stop();
  raw.close();
  rmSync(folder, { recursive: true });
  return ['sandboxed', 'host'].flatMap((work) =>
    [50, 99].map((share): Result => {
      const value = quantile(times.get(work), share / 100);
      const bare = quantile(times.get('raw'), share / 100);
      const peers = [beside('two raw appends with fdatasync', bare, value)];
      return { name: `road/call-${work}/p${share}`, value, unit: 'us', better: 'lower', peers };
    }),
  );
}

/** What the disk alone costs a call: a decision and an outcome, each synced before what follows. */
function rawLog(folder: string) {
  mkdirSync(folder);
  const file = openSync(join(folder, 'entries.jsonl'), 'a');
  const entry = Buffer.from(`${JSON.stringify({ entry: 'x'.repeat(600) })}\n`);
  const append = (): void => {
    writeSync(file, entry);
    fdatasyncSync(file);
  };
  return {
    appendTwice: () => {
      append();
      append();
    },
    close: () => closeSync(file),
  };
}

/** `vak.decide` among rules of which one speaks of the call's argument. */
async function decisions(): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const count of [10, 100, 1000]) {
    const folder = mkdtempSync(join(tmpdir(), 'vak-bench-'));
    const rules = Array.from(
      { length: count },
      (_, index) =>
        `  rule r${index} {\n    permit echo.host\n    when args.text == "word ${index}"\n  }`,
    );
    const text = `${tools}\npolicy talk for parrot {\n${rules.join('\n')}\n}\n`;
    writeFileSync(join(folder, 'bench.vak'), text);
    writeFileSync(join(folder, 'say.ts'), 'export default async (args) => args;\n');
    const vak = await load(join(folder, 'bench.vak'));
    const request = { agent: 'parrot', tool: 'echo.host', args: { text: `word ${count - 1}` } };
    const once = async () => {
      const { verdict } = await vak.decide(request);
      if (verdict !== 'permit') throw new Error(`the bench was answered ${verdict}`);
    };
    const times = await inTurns([{ name: 'decide', once }], { rounds: 20_000, warm: 5_000 });
    await vak.stop();
    rmSync(folder, { recursive: true });
    const value = quantile(times.get('decide'), 0.5);
    results.push({ name: `road/decide/${count}`, value, unit: 'us', better: 'lower' });
  }
  return results;
}
