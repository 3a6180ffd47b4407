import { createInterface } from 'node:readline/promises';
import type { Answer, ApprovalChannel, Card, Json } from '../../runtime/contract/index.ts';
import type { Terminal } from './terminal-approvals.ts';

/**
 * Puts one question at a time to a terminal; the next waits for its turn. Only a line that says `grant`
 * or `deny` answers; anything else is asked again. Without a terminal, or when its input ends, the
 * question stays open. The answer's identity is the first argument of `ask: terminal("…")`, or else
 * the user of the process.
 */
export class TerminalChannel implements ApprovalChannel {
  readonly name = 'terminal';
  readonly #terminal: Terminal;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  async ask(card: Card, args: readonly Json[], signal: AbortSignal): Promise<Answer | undefined> {
    if (this.#terminal.input.isTTY !== true) return undefined;
    const [name] = args;
    const by = typeof name === 'string' ? name : this.#terminal.user;
    const answer = this.#turn.then(() => this.#question(card, by, signal));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  notify(approvers: string, message: string): void {
    if (this.#terminal.input.isTTY !== true) return;
    this.#terminal.output.write(`\n[${plain(approvers)}] ${plain(message)}\n`);
  }

  async #question(card: Card, by: string, signal: AbortSignal): Promise<Answer | undefined> {
    if (signal.aborted) return undefined;
    const { input, output } = this.#terminal;
    const lines = createInterface({ input, output, terminal: false });
    const ended = new Promise<undefined>((resolve) =>
      lines.once('close', () => resolve(undefined)),
    );
    try {
      output.write(render(card));
      for (;;) {
        const question = lines.question(`grant or deny, as ${plain(by)}? `, { signal });
        const line = await Promise.race([question, ended]);
        if (line === undefined) return undefined;
        const word = line.trim().toLowerCase();
        if (word === 'grant' || word === 'deny') return { by, answer: word };
      }
    } catch (cause) {
      if (signal.aborted) return undefined;
      throw cause;
    } finally {
      lines.close();
    }
  }
}

/** The card as lines; what it says is data, so nothing in it can move the cursor. */
function render(card: Card): string {
  const { approvers, count, agent, tenant, principal, tool, effect } = card;
  const people = count === 1 ? plain(approvers) : `${count} of ${plain(approvers)}`;
  const lines = [
    `approval by ${people} until ${new Date(card.expires).toISOString()}`,
    `  ${plain(agent)} wants ${plain(tool)} (${plain(effect)})`,
    `  for ${plain(principal)} of ${plain(tenant)}`,
    ...card.args.map(({ name, text }) => `    ${plain(name)}: ${plain(text)}`),
    ...card.because.map((reason) => `  because ${plain(reason)}`),
    ...card.labels.map((label) => `  label ${plain(label)}`),
  ];
  const looked = JSON.stringify(card.lookups) ?? 'null';
  if (looked !== '{}' && looked !== 'null') lines.push(`  looked up ${plain(looked)}`);
  return `\n${lines.join('\n')}\n  ticket ${plain(card.ticket)}\n`;
}

/** Text without control or direction characters; each is shown by its number. */
const plain = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (found) => `\\u{${(found.codePointAt(0) as number).toString(16)}}`,
  );
