type Ask = (host: string) => Promise<readonly string[]>;

/**
 * Asks for few names at a time and for each once: who asks for one that is being asked for gets that answer,
 * and the rest wait in the order of their names' arrival. One whose signal aborts waits no longer; a question
 * that nobody waits for any more is not put.
 */
export function fewAtOnce(
  most: number,
  ask: Ask,
): (host: string, signal: AbortSignal) => Promise<readonly string[]> {
  const under = new Map<string, Question>();
  const next = (): void => {
    const open = [...under.values()].filter((one) => one.asked);
    for (const question of under.values()) {
      if (open.length >= most) return;
      if (question.asked) continue;
      if (question.waiting === 0) {
        under.delete(question.host);
        continue;
      }
      question.asked = true;
      open.push(question);
      ask(question.host)
        .then(question.resolve, question.reject)
        .finally(() => {
          under.delete(question.host);
          next();
        });
    }
  };
  return async (host, signal) => {
    signal.throwIfAborted();
    const question = under.get(host) ?? questionOf(host);
    under.set(host, question);
    question.waiting += 1;
    const given = Promise.withResolvers<never>();
    const giveUp = (): void => given.reject(signal.reason);
    signal.addEventListener('abort', giveUp);
    next();
    try {
      return await Promise.race([question.answer, given.promise]);
    } finally {
      signal.removeEventListener('abort', giveUp);
      question.waiting -= 1;
    }
  };
}

interface Question {
  readonly host: string;
  readonly answer: Promise<readonly string[]>;
  readonly resolve: (addresses: readonly string[]) => void;
  readonly reject: (cause: unknown) => void;
  waiting: number;
  asked: boolean;
}

function questionOf(host: string): Question {
  const { promise: answer, resolve, reject } = Promise.withResolvers<readonly string[]>();
  answer.catch(() => undefined);
  return { host, answer, resolve, reject, waiting: 0, asked: false };
}
