import * as t from '../lexer/tokens.ts';
import { kw } from '../lexer/tokens.ts';
import type { Choice, GrammarRule } from './expressions.ts';
import { PartsGrammar } from './parts.ts';

/** The blocks that give or take: policies with their rules, and limits. */
export class PolicyGrammar extends PartsGrammar {
  readonly policyBlock: GrammarRule = this.RULE('policyBlock', () => {
    this.CONSUME(kw('policy'));
    this.CONSUME(t.Word);
    this.CONSUME(kw('for'));
    this.SUBRULE(this.target);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      this.ACTION(() => this.startItem());
      this.SUBRULE(this.ruleBlock);
    });
    this.CONSUME(t.RightBrace);
  });

  readonly #nextClause = (): void => this.SUBRULE(this.ruleClause);

  readonly ruleBlock: GrammarRule = this.RULE('ruleBlock', () => {
    this.CONSUME(kw('rule'));
    this.CONSUME(t.Word);
    this.CONSUME(t.LeftBrace);
    this.SUBRULE(this.effect);
    this.MANY(this.#nextClause);
    this.CONSUME(t.RightBrace);
  });

  readonly #effectChoice: Choice = [
    {
      ALT: () => {
        this.CONSUME(kw('permit'));
        this.SUBRULE(this.actions);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('forbid'));
        this.SUBRULE1(this.actions);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('require'));
        this.CONSUME(kw('approval'));
        this.CONSUME(kw('from'));
        this.SUBRULE(this.who);
        this.CONSUME(kw('for'));
        this.SUBRULE2(this.actions);
      },
    },
  ];

  readonly effect: GrammarRule = this.RULE('effect', () => {
    this.OR(this.#effectChoice);
  });

  readonly #ruleClauseChoice: Choice = [
    {
      ALT: () => {
        this.CONSUME(kw('when'));
        this.SUBRULE(this.expression);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('unless'));
        this.SUBRULE1(this.expression);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('within'));
        this.CONSUME(t.Duration);
      },
    },
    { ALT: () => this.SUBRULE(this.because) },
    {
      ALT: () => {
        this.CONSUME(kw('then'));
        this.SUBRULE(this.duty);
        this.MANY(() => {
          this.CONSUME(t.Comma);
          this.SUBRULE1(this.duty);
        });
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('example'));
        this.SUBRULE(this.record);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('counterexample'));
        this.SUBRULE1(this.record);
      },
    },
  ];

  readonly ruleClause: GrammarRule = this.RULE('ruleClause', () => {
    this.OR(this.#ruleClauseChoice);
  });

  readonly #dutyChoice1: Choice = [
    { ALT: () => this.CONSUME(kw('hide')) },
    { ALT: () => this.CONSUME(t.Identifier) },
  ];

  readonly #dutyChoice: Choice = [
    {
      ALT: () => {
        this.CONSUME(kw('tell'));
        this.CONSUME(kw('allowed'));
      },
    },
    {
      ALT: () => {
        this.OR1(this.#dutyChoice1);
        this.SUBRULE(this.reference);
        this.OPTION(() => {
          this.CONSUME(kw('from'));
          this.CONSUME(kw('records'));
        });
      },
    },
  ];

  /** What follows from a rule that held. */
  readonly duty: GrammarRule = this.RULE('duty', () => {
    this.OR(this.#dutyChoice);
  });

  readonly limitBlock: GrammarRule = this.RULE('limitBlock', () => {
    this.CONSUME(kw('limit'));
    this.CONSUME(t.Word);
    this.CONSUME(kw('for'));
    this.SUBRULE(this.target);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => this.SUBRULE(this.limitClause));
    this.CONSUME(t.RightBrace);
  });

  readonly #limitClauseChoice: Choice = [
    { ALT: () => this.SUBRULE(this.on) },
    {
      ALT: () => {
        this.CONSUME(kw('at'));
        this.CONSUME(kw('most'));
        this.SUBRULE(this.quantity);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('rate'));
        this.SUBRULE1(this.quantity);
        this.OPTION(() => {
          this.CONSUME(kw('burst'));
          this.CONSUME(t.Amount);
        });
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('for'));
        this.CONSUME(kw('each'));
        this.SUBRULE(this.expression);
      },
    },
    { ALT: () => this.SUBRULE(this.otherwise) },
    { ALT: () => this.SUBRULE(this.because) },
  ];

  readonly limitClause: GrammarRule = this.RULE('limitClause', () => {
    this.OR(this.#limitClauseChoice);
  });

  readonly on: GrammarRule = this.RULE('on', () => {
    this.CONSUME(kw('on'));
    this.SUBRULE(this.actions);
  });

  readonly #quantityChoice: Choice = [
    { ALT: () => this.CONSUME(kw('calls')) },
    {
      ALT: () => {
        this.CONSUME(kw('of'));
        this.SUBRULE(this.expression);
      },
    },
  ];

  /** `20 calls per 1h`, `2_000 EUR of args.amount per 1d` */
  readonly quantity: GrammarRule = this.RULE('quantity', () => {
    this.CONSUME(t.Amount);
    this.OR(this.#quantityChoice);
    this.CONSUME(kw('per'));
    this.CONSUME(t.Duration);
  });
}
