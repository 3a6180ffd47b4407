import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { StageRecord } from '../../contract/call.ts';
import { inWords } from '../../contract/errors.ts';
import type { StageFinding } from '../../contract/policy.ts';

/** What a stage answered, or how it failed to. */
export type Judged = StageFinding | { readonly failure: string };

/** Evidence longer than this, in characters of canonical JSON, is left out of the log. */
const longestEvidence = 8_192;

const verdicts: readonly string[] = ['valid', 'violated', 'needs-fact', 'undecided'];

/**
 * Asks a stage and waits at most `ms`. A throw, a late answer and anything that is no finding are a
 * failure. The signal aborts when nobody waits any more.
 */
export async function findingOf(
  ms: number,
  ask: (signal: AbortSignal) => StageFinding | Promise<StageFinding>,
): Promise<Judged> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = ask(controller.signal);
    if (!(answer instanceof Promise)) return checked(answer);
    const late = new Promise<Judged>((resolve) => {
      timer = setTimeout(() => resolve({ failure: `no finding within ${ms} ms` }), ms);
    });
    return await Promise.race([answer.then(checked), late]);
  } catch (cause) {
    return { failure: inWords(cause) };
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

function checked(finding: StageFinding): Judged {
  const { verdict, objections = [], because, missing, evidence = null } = finding ?? {};
  canonicalJson(evidence);
  const fits =
    verdicts.includes(verdict) &&
    Array.isArray(objections) &&
    objections.every(
      (one) => one?.verdict === 'forbid' || (one?.verdict === 'approval' && one.from !== undefined),
    ) &&
    (because === undefined || typeof because === 'string') &&
    (missing === undefined || Array.isArray(missing));
  return fits ? finding : { failure: 'what it answered is no finding' };
}

/** A finding as the log keeps it. */
export function recordOf(stage: string, kind: string, judged: Judged): StageRecord {
  if (!('verdict' in judged)) return { stage, kind, verdict: 'failed', because: judged.failure };
  const { verdict, because, missing, evidence } = judged;
  return {
    stage,
    kind,
    verdict,
    ...(because === undefined ? {} : { because }),
    ...(missing === undefined ? {} : { missing }),
    ...(evidence === undefined ? {} : { evidence: kept(evidence) }),
  };
}

function kept(evidence: Json): Json {
  const text = canonicalJson(evidence);
  return text.length <= longestEvidence ? evidence : `[${text.length} characters]`;
}
