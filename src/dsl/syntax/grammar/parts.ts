import * as t from '../lexer/tokens.ts';
import { kw } from '../lexer/tokens.ts';
import { type Choice, ExpressionGrammar, type Gated, type GrammarRule } from './expressions.ts';

/** What blocks share: facts, fields and types, verdicts, and who and what a block speaks of. */
export class PartsGrammar extends ExpressionGrammar {
  readonly who: GrammarRule = this.RULE('who', () => {
    this.OPTION(() => {
      this.CONSUME(t.Int);
      this.CONSUME(kw('of'));
    });
    this.SUBRULE(this.path);
  });

  readonly #verdictChoice: Choice = [
    { ALT: () => this.CONSUME(kw('forbid')) },
    {
      ALT: () => {
        this.CONSUME(kw('require'));
        this.CONSUME(kw('approval'));
        this.CONSUME(kw('from'));
        this.SUBRULE(this.who);
      },
    },
  ];

  /** A verdict that only tightens. */
  readonly verdict: GrammarRule = this.RULE('verdict', () => {
    this.OR(this.#verdictChoice);
  });

  readonly facts: GrammarRule = this.RULE('facts', () => {
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      this.SUBRULE(this.fact);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.RightBrace);
  });

  readonly #factChoice: Choice = [
    { ALT: () => this.SUBRULE(this.verdict) },
    { ALT: () => this.SUBRULE(this.expression) },
  ];

  readonly fact: GrammarRule = this.RULE('fact', () => {
    this.SUBRULE(this.segment);
    this.CONSUME(t.Colon);
    this.OR(this.#factChoice);
  });

  readonly fields: GrammarRule = this.RULE('fields', () => {
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      this.SUBRULE(this.field);
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.RightBrace);
  });

  readonly #fieldOption2: Gated = {
    GATE: this.noKey,
    DEF: () => {
      this.CONSUME(kw('where'));
      this.SUBRULE(this.expression);
    },
  };

  readonly #fieldOption1: Gated = {
    GATE: () => this.LA(1).tokenType !== kw('where') && this.noKey(),
    DEF: () => this.CONSUME(t.Word),
  };

  readonly field: GrammarRule = this.RULE('field', () => {
    this.SUBRULE(this.segment);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
    this.OPTION(() => this.CONSUME(t.Question));
    this.OPTION1(this.#fieldOption1);
    this.OPTION2(this.#fieldOption2);
  });

  readonly #typeChoice: Choice = [
    {
      ALT: () => {
        this.CONSUME(kw('list'));
        this.CONSUME(kw('of'));
        this.SUBRULE(this.type);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('one'));
        this.CONSUME1(kw('of'));
        this.SUBRULE(this.list);
      },
    },
    { ALT: () => this.SUBRULE(this.fields) },
    { ALT: () => this.SUBRULE(this.typeName) },
  ];

  readonly type: GrammarRule = this.RULE('type', () => {
    this.OR(this.#typeChoice);
  });

  readonly typeName: GrammarRule = this.RULE('typeName', () => {
    this.CONSUME(t.TypeWord);
    this.MANY(() => {
      this.CONSUME(t.Dot);
      this.SUBRULE(this.segment);
    });
  });

  readonly #targetChoice: Choice = [
    {
      ALT: () => {
        this.CONSUME(kw('any'));
        this.CONSUME(kw('agent'));
      },
    },
    { ALT: () => this.SUBRULE(this.paths) },
  ];

  /** The agents a block speaks of. */
  readonly target: GrammarRule = this.RULE('target', () => {
    this.OR(this.#targetChoice);
  });

  readonly #actionsChoice1: Choice = [
    {
      ALT: () => {
        this.CONSUME(kw('labelled'));
        this.CONSUME(t.Word);
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('where'));
        this.SUBRULE(this.expression);
      },
    },
  ];

  readonly #actionsChoice: Choice = [
    {
      ALT: () => {
        this.CONSUME(kw('any'));
        this.CONSUME(kw('tool'));
        this.OPTION(() => this.OR1(this.#actionsChoice1));
      },
    },
    { ALT: () => this.SUBRULE(this.paths) },
  ];

  /** The tools a clause speaks of. */
  readonly actions: GrammarRule = this.RULE('actions', () => {
    this.OR(this.#actionsChoice);
  });

  readonly because: GrammarRule = this.RULE('because', () => {
    this.CONSUME(kw('because'));
    this.CONSUME(t.StringText);
  });

  readonly otherwise: GrammarRule = this.RULE('otherwise', () => {
    this.CONSUME(kw('otherwise'));
    this.SUBRULE(this.verdict);
  });
}
