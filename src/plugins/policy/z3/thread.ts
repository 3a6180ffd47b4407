import { parentPort, workerData } from 'node:worker_threads';
import { init } from 'z3-solver';

/** One question in SMT-LIB, and what to ask of the model where there is one. */
export interface ThreadQuestion {
  readonly id: number;
  readonly text: string;
  readonly ask: readonly string[];
}

/** What Z3 printed. */
export interface ThreadAnswer {
  readonly id: number;
  /** `memory` where that did not do; then the thread is of no further use. */
  readonly verdict: string;
  /** The model's values or the names of the unsatisfiable core. */
  readonly more: string;
}

/** The status with which Z3 ends where its memory does not do. */
const memoryOut = 101;

const silent = (): void => undefined;
// A thread of its own: whatever becomes of a question, its host can end it. What Z3 prints as it dies of a
// question is said by the answer.
const { Z3, em } = await init({ print: silent, printErr: silent });
Z3.global_param_set('memory_max_size', String((workerData as { memoryMb: number }).memoryMb));

parentPort?.on('message', ({ id, text, ask }: ThreadQuestion) => {
  let made: Omit<ThreadAnswer, 'id'>;
  try {
    made = answer(text, ask);
  } catch (cause) {
    const { status } = (cause ?? {}) as { readonly status?: unknown };
    made = { verdict: status === memoryOut ? 'memory' : `(error ${String(cause)})`, more: '' };
  }
  parentPort?.postMessage({ id, ...made });
});
parentPort?.postMessage('ready');

/**
 * Waits in place: the package's own waiting functions let go of a text before Z3 has read it, which then
 * reads something else.
 */
const said = (context: unknown, text: string): string =>
  String(em.ccall('Z3_eval_smtlib2_string', 'string', ['number', 'string'], [context, text]));

function answer(text: string, ask: readonly string[]): Omit<ThreadAnswer, 'id'> {
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  Z3.del_config(config);
  try {
    const put = said(context, `(set-option :produce-unsat-cores true)\n${text}`);
    if (put.trim() !== '') return { verdict: put, more: '' };
    const verdict = said(context, '(check-sat)').trim();
    const further = verdict === 'sat' && ask.length > 0 ? `(get-value (${ask.join(' ')}))` : '';
    const next = verdict === 'unsat' ? '(get-unsat-core)' : further;
    return { verdict, more: next === '' ? '' : said(context, next).trim() };
  } finally {
    Z3.del_context(context);
  }
}
