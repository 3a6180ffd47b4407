import { canonicalJson } from '../../../dsl/plan/canonical.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { Call, ReasoningStep, StepOwner } from '../../contract/call.ts';
import { inWords } from '../../contract/errors.ts';
import type { Scorer, Spent, ThoughtScore } from '../../contract/policy.ts';

/** A score as it was read, once, or why there is none. */
export type Scored = ThoughtScore | { readonly failure: string };

/** What a scorer is asked. */
export interface Question {
  readonly step: ReasoningStep;
  readonly before: readonly ReasoningStep[];
  readonly owner: StepOwner;
  readonly spent: Spent;
}

/** What a gate takes for a score. */
export interface Terms {
  /** How long its scorer may take. */
  readonly ms: number;
  /** A scorer that is less sure of its score than this has none. */
  readonly confidence: number;
}

/** Evidence longer than this, in characters of canonical JSON, is left out of the log. */
const longestEvidence = 8_192;
/** Longer words are no advice to a model. */
const longestBecause = 1_024;

/** Whose step a call is. */
export const ownerOf = ({ chain, agent }: Call): StepOwner => ({
  tenant: chain.tenant,
  principal: chain.principal,
  agent,
  session: chain.session,
  sessions: chain.sessions ?? [chain.session],
});

const never = new AbortController().signal;
const noMore = new Error('the gate waits no more');

/**
 * Asks a scorer and waits at most `ms`; answers at once where the scorer does. A throw, a late answer, a
 * number that is no share and a scorer that is not sure give no score, and say why.
 */
export function scoreOf(
  scorer: Scorer,
  { step, before, owner, spent }: Question,
  terms: Terms,
): Scored | Promise<Scored> {
  // To stop what costs nothing would cost more than to let it end.
  const controller = scorer.pure ? undefined : new AbortController();
  try {
    const answer = scorer.score(step, before, controller?.signal ?? never, owner, spent);
    if (!(answer instanceof Promise)) return checked(answer, terms);
    // Without a reason an error with its stack would be made; a scorer that answered at once waits for none.
    return inTime(answer, terms).finally(() => controller?.abort(noMore));
  } catch (cause) {
    return failed(cause);
  }
}

async function inTime(answer: Promise<ThoughtScore>, terms: Terms): Promise<Scored> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Scored>((resolve) => {
    timer = setTimeout(() => resolve({ failure: `no score within ${terms.ms} ms` }), terms.ms);
  });
  // Not by its own `then`, which may be anything.
  const read = async (): Promise<Scored> => checked(await answer, terms);
  try {
    return await Promise.race([read(), late]);
  } catch (cause) {
    return failed(cause);
  } finally {
    clearTimeout(timer);
  }
}

function failed(cause: unknown): { readonly failure: string } {
  return { failure: inWords(cause).slice(0, longestBecause).toWellFormed() };
}

const isShare = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= 1;

/** Reads each member once, so that what was checked is what counts. */
function checked(answer: ThoughtScore, { confidence: least }: Terms): Scored {
  const { score, confidence, because, evidence } = answer ?? {};
  const fits =
    isShare(score) &&
    (confidence === undefined || isShare(confidence)) &&
    (because === undefined || isAdvice(because));
  if (!fits) return { failure: 'what it answered is no score from 0 to 1' };
  if (confidence !== undefined && confidence < least) {
    return { failure: 'it is not sure enough of its score' };
  }
  return {
    score,
    ...(confidence === undefined ? {} : { confidence }),
    ...(because === undefined ? {} : { because }),
    ...(evidence === undefined ? {} : { evidence: kept(evidence) }),
  };
}

const isAdvice = (because: unknown): boolean =>
  typeof because === 'string' && because.length <= longestBecause && because.isWellFormed();

/** A copy of evidence that can be written down. Throws for what is no JSON. */
function kept(evidence: Json): Json {
  const text = canonicalJson(evidence);
  return text.length <= longestEvidence ? JSON.parse(text) : `[${text.length} characters]`;
}
