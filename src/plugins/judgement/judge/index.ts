import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import {
  Clock,
  definePlugin,
  HostSide,
  PlanInForce,
  RateLimiter,
  Scorer,
} from '../../../runtime/contract/index.ts';
import { configOf, type GivenConfig, type JudgeConfig, judgeConfig } from './config.ts';
import type { FitFile } from './fit/fit.ts';
import { readFit } from './fit/fit-file.ts';
import type { Fusion } from './fit/fusion.ts';
import { fusionFor, JudgeScorer } from './judge-scorer.ts';
import { Purse } from './model/purse.ts';
import { LlmJudge } from './source/llm-judge.ts';
import { prmServer, RemotePrm } from './source/prm-server.ts';
import { RecordedScores } from './source/recorded.ts';
import type { Source } from './source/source.ts';

/** `vak/judge`: has steps graded by models of the host, a server of process rewards, or recorded scores. */
export default definePlugin<GivenConfig>({
  name: 'vak/judge',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Scorer],
  requires: [HostSide, PlanInForce, RateLimiter, Clock],
  config: judgeConfig,
  setup({ config: given, add }) {
    const config = configOf(given);
    add(Scorer, [HostSide, PlanInForce, RateLimiter, Clock], (host, { plan }, limiter, clock) => {
      const use = plan.uses.find((each) => each.package === 'vak/judge');
      const folder = resolve(
        host.base,
        relative(dirname(plan.file), dirname(use?.declaredIn ?? plan.file)),
      );
      const read = (path: string): string => textOf(resolve(folder, path), path, host);
      const { calibration, maxAgeMs, cache, strong } = config;
      const purse = new Purse(limiter, clock, config.budgets);
      const judge = (name: string): Source => judgeOf(name, config, host, purse);
      const fit = calibration === undefined ? undefined : readFit(read(calibration), calibration);
      const sources = [...config.models.map(judge), ...others(config, read, purse)];
      const last = strong === undefined ? undefined : judge(strong);
      const { sources: fits = {}, fusions = [] } = fit ?? {};
      requireFusion(fusions, sources);
      if (fit !== undefined) requireFits(fits, last === undefined ? sources : [...sources, last]);
      const until = maxAgeMs === undefined ? undefined : endOf(fit?.fitted, maxAgeMs);
      const isStale = (): boolean => until !== undefined && clock.now() > until;
      if (isStale()) throw new Error(`the calibration of ${fit?.fitted} is older than \`max_age\``);
      return new JudgeScorer(sources, {
        isStale,
        strong: last,
        fits,
        fusions,
        cache,
      });
    });
  },
});

/** Until when a calibration counts. Throws where nobody knows when it was made. */
function endOf(fitted: string | undefined, ms: number): number {
  if (fitted !== undefined) return Date.parse(fitted) + ms;
  throw new Error('the calibration does not say when it was `fitted`, and `max_age` asks for that');
}

/** A file as it was when the policy was read: what stands on the disk since then counts no more. */
function textOf(file: string, path: string, { texts }: HostSide): string {
  if (texts === undefined) return readFileSync(file, 'utf8');
  const text = texts.get(file);
  if (text === undefined) throw new Error(`\`${path}\` cannot be read`);
  return text;
}

/** Throws where weights were fitted, and none for the sources that are asked. */
function requireFusion(fusions: readonly Fusion[], sources: readonly Source[]): void {
  const names = sources.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new Error('a scorer is named twice');
  if (fusions.length === 0 || names.length < 2 || fusionFor(fusions, names) !== undefined) return;
  const known = fusions.map(({ of }) => of.join(' + ')).join(', ');
  throw new Error(`weights were fitted for ${known}, and not for ${names.join(' + ')}`);
}

/** Throws where the file of fits has none of a source: raw scores beside calibrated ones mean nothing. */
function requireFits(fits: FitFile['sources'], sources: readonly Source[]): void {
  const without = sources.find(({ name }) => !Object.hasOwn(fits, name));
  if (without === undefined) return;
  throw new Error(`the calibration has no fit of \`${without.name}\``);
}

/** The judge that asks a model of the host. Throws where the host gave none that can be asked and paid. */
function judgeOf(
  name: string,
  { samples, rubric, maxTokens, budgets }: JudgeConfig,
  { models = {} }: HostSide,
  purse: Purse,
): Source {
  const given = Object.hasOwn(models, name) ? models[name] : undefined;
  if (given === undefined) throw new Error(`\`models\` of \`load\` has no \`${name}\``);
  if (
    !['complete', 'doGenerate'].some((way) => typeof Reflect.get(given.model, way) === 'function')
  ) {
    throw new Error(`the \`model\` of \`${name}\` is neither of the AI SDK nor a \`ModelPort\``);
  }
  const limited = budgets.some(({ unit }) => unit === 'micros');
  if (limited && given.price === undefined) {
    throw new Error(`\`${name}\` has no \`price\`, and money is limited`);
  }
  if (!Object.values(given.price ?? {}).every((each) => typeof each === 'bigint' && each >= 0n)) {
    throw new Error(
      `the \`price\` of \`${name}\` is not all of whole numbers such as \`150_000n\``,
    );
  }
  return new LlmJudge(name, given, { samples, rubric, maxTokens }, purse);
}

function others(
  { server, recorded }: JudgeConfig,
  read: (path: string) => string,
  purse: Purse,
): readonly Source[] {
  return [
    ...(server === undefined
      ? []
      : [new RemotePrm(prmServer(server.url, server.model, server), purse)]),
    ...(recorded === undefined ? [] : [new RecordedScores(read(recorded), recorded)]),
  ];
}
