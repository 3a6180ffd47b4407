import { bitOf, type WordClass } from './lexicon.ts';

/** What kind of attempt a finding is evidence of. */
export type Category =
  | 'instruction override'
  | 'role impersonation'
  | 'prompt leakage'
  | 'jailbreak'
  | 'context manipulation'
  | 'payload injection'
  | 'indirect injection'
  | 'goal hijacking'
  | 'token smuggling'
  | 'unknown';

/** A phrase: words of these classes in this order, each at most `gap` words after the one before it. */
export interface Phrase {
  readonly name: string;
  readonly category: Category;
  /** Evidence on the scale of log-odds, by where the text came from. */
  readonly input: number;
  readonly result: number;
  readonly gap: number;
  readonly steps: readonly number[];
}

const phrase = (
  name: string,
  category: Category,
  [input, result]: readonly [number, number],
  gap: number,
  ...steps: readonly (WordClass | readonly WordClass[])[]
): Phrase => ({
  name,
  category,
  input,
  result,
  gap,
  steps: steps.map((step) =>
    (typeof step === 'string' ? [step] : step).reduce((mask, each) => mask | bitOf(each), 0),
  ),
});

/** All phrases. In a result, an order to whoever reads it is itself out of place. */
export const phrases: readonly Phrase[] = [
  phrase(
    'ignore what came before',
    'instruction override',
    [4, 4.5],
    4,
    'ignore',
    'prior',
    'instruction',
  ),
  phrase(
    'ignore instructions before',
    'instruction override',
    [3.5, 4.5],
    4,
    'ignore',
    'instruction',
    'prior',
  ),
  phrase(
    'ignore all instructions',
    'instruction override',
    [3.5, 4.5],
    3,
    'ignore',
    'all',
    'instruction',
  ),
  phrase('ignore all before', 'instruction override', [3, 4], 3, 'ignore', 'all', 'prior'),
  phrase(
    'ignore your instructions',
    'instruction override',
    [3.5, 4],
    3,
    'ignore',
    'you',
    'instruction',
  ),
  phrase(
    'ignore the system',
    'instruction override',
    [2.5, 3.5],
    3,
    'ignore',
    'system',
    'instruction',
  ),
  phrase('not follow instructions', 'instruction override', [2, 3], 3, 'not', 'obey', 'prior'),
  phrase('new instructions', 'context manipulation', [0.5, 1], 2, 'fresh', 'instruction'),
  phrase('your real task', 'goal hijacking', [2, 3], 2, 'you', 'fresh', 'task'),
  phrase('a new task now', 'goal hijacking', [1, 2], 4, 'fresh', 'task', ['now', 'instead']),
  phrase('now you are', 'role impersonation', [1.5, 2.5], 2, 'now', 'you', [
    'persona',
    'assistant',
    'mode',
  ]),
  phrase('you are now', 'role impersonation', [1.5, 2.5], 3, 'you', 'now', [
    'persona',
    'assistant',
    'mode',
    'without',
  ]),
  phrase('act as a persona', 'role impersonation', [2.5, 3], 5, 'pretend', 'persona'),
  phrase('pretend without limits', 'jailbreak', [3, 3], 8, 'pretend', 'without', 'safety'),
  phrase('you have no limits', 'jailbreak', [2.5, 2.5], 4, 'you', 'without', 'safety'),
  phrase('persona without limits', 'jailbreak', [2.5, 2.5], 6, 'persona', 'without', 'safety'),
  phrase('persona mode', 'jailbreak', [2, 2], 1, 'persona', 'mode'),
  phrase('developer mode', 'jailbreak', [1.5, 2], 1, 'system', 'mode'),
  phrase(
    'switch safety off',
    'jailbreak',
    [2.5, 3],
    3,
    ['ignore', 'without'],
    ['you', 'all'],
    'safety',
  ),
  phrase('never refuse', 'jailbreak', [2, 2], 3, 'not', 'ban'),
  phrase('reveal your prompt', 'prompt leakage', [3, 3], 4, 'reveal', 'you', 'prompt'),
  phrase('reveal the system prompt', 'prompt leakage', [3, 3], 4, 'reveal', 'system', 'prompt'),
  phrase('repeat what is above', 'prompt leakage', [2, 2], 4, 'reveal', 'all', 'prior'),
  phrase('repeat the words above', 'prompt leakage', [1.5, 2], 4, 'reveal', 'prior', 'prompt'),
  phrase('keep it from the user', 'indirect injection', [2.5, 4], 4, 'not', 'tell', 'user'),
  phrase('do it in secret', 'indirect injection', [1.5, 3], 6, 'conceal', ['send', 'obey', 'run']),
  phrase('send secrets out', 'payload injection', [1, 2.5], 8, 'send', 'sensitive', 'address'),
  phrase('send there', 'payload injection', [0.5, 1], 5, 'send', 'address'),
  phrase('the assistant must', 'indirect injection', [0.5, 2.5], 4, 'assistant', 'urgent'),
  phrase('attention assistant', 'indirect injection', [1, 3], 3, 'urgent', 'assistant'),
  phrase('note to the assistant to act', 'indirect injection', [0.5, 3], 7, 'assistant', [
    'obey',
    'send',
    'run',
    'ignore',
    'reveal',
  ]),
  phrase('you must act', 'indirect injection', [0.3, 1], 3, 'you', 'urgent', [
    'obey',
    'send',
    'run',
    'ignore',
  ]),
  phrase('before you go on', 'indirect injection', [0.3, 1.5], 5, 'prior', 'you', [
    'obey',
    'send',
    'run',
    'tell',
  ]),
  phrase('obey the following', 'indirect injection', [1, 2.5], 3, 'obey', 'fresh', 'instruction'),
];

/** Words that speak of attacks rather than make them: what stands beside them in a message weighs less. */
export const mention = bitOf('about');
