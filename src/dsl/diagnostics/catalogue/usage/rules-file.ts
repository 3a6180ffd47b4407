import { problem } from '../../catalogue.ts';

/** Codes VAK46xx: files that a policy names beside itself, of rules (`.dl`) and of constraints. */
export const besideFiles = {
  unreadable: problem('VAK4600', 'a file of rules or constraints that cannot be read', {
    bad: `stage safety: symbolic { rules: "./saftey.dl" }   // and there is no such file`,
    why: 'The file that the fact names is not there, or is no text. Its name is meant from the folder of the file that names it. What cannot be read is never taken for empty.',
    good: `stage safety: symbolic { rules: "./safety.dl" }`,
  }),
  syntax: problem('VAK4601', 'a file of rules that cannot be understood', {
    bad: `forbid("late", "Too late.") :- now(T), T > noon.`,
    why: 'A file of rules holds declarations `.decl name(column: type)`, facts `name(value, …).` and rules `head(…) :- condition, … .` A variable begins with a capital, a text stands in quotes, and each statement ends in a full stop.',
    good: `forbid("much", "Too much.") :- money_at("args.amount", Amount), Amount > 50 EUR.`,
  }),
  unknownRelation: problem('VAK4602', 'a relation that is not declared', {
    bad: `forbid("late", "Too late.") :- agnet("desk").`,
    why: 'What a rule reads is one of the facts about a call, or declared with `.decl`. A misspelt relation would be empty for ever, and its rule would never object.',
    good: `forbid("desk", "Not the desk.") :- agent("desk").`,
  }),
  types: problem('VAK4603', 'a column of another type', {
    bad: `forbid("much", "Too much.") :- money_at("args.amount", Amount), Amount > 50.`,
    why: 'Every column has a type, and a variable has one wherever it stands. Values of different types are never equal and have no order.',
    good: `forbid("much", "Too much.") :- money_at("args.amount", Amount), Amount > 50 EUR.`,
  }),
  unbound: problem('VAK4604', 'a variable without a value', {
    bad: `forbid(Rule, "No.") :- agent(_), !trusted(Who).`,
    why: 'Each variable of a head, of a negation and of a comparison must stand in a relation without `!`, or be made by `Variable = …`: otherwise it could be anything, and the rule would hold for what does not exist.',
    good: `forbid("trust", "Not a trusted agent.") :- agent(Who), !trusted(Who).`,
  }),
  stratified: problem('VAK4605', 'a relation that rests on its own absence', {
    bad: `odd(X) :- agent(X), !even(X).\neven(X) :- agent(X), !odd(X).`,
    why: 'A negation or an aggregate looks at a relation that is complete. Where that relation rests on what is being derived, it is never complete, and the rules have no one meaning.',
    good: `even(X) :- agent(X), marked(X).\nodd(X) :- agent(X), !even(X).`,
  }),
  constraints: problem('VAK4607', 'a file of constraints that cannot be used', {
    bad: `version: "1.0"\nconstraints:\n  - { name: small, type: LESS_THAN_OR_EQUAL, feild: amount, value: 50 EUR }`,
    why: 'A constraint has a name, one of the sixteen kinds and what that kind takes, each key once; it reads what some tool has, and its values fit what they are compared with. What is not understood would be a constraint that nobody keeps.',
    good: `version: "1.0"\nconstraints:\n  - { name: small, type: LESS_THAN_OR_EQUAL, field: amount, value: 50 EUR }`,
  }),
  approvers: problem('VAK4608', 'a rule that asks approvers that are not declared', {
    bad: `approval("large", "finanse", "Somebody signs.") :- money_at("args.amount", A), A > 50 EUR.`,
    why: 'The second column of `approval` names a group that the policy declares as `approvers`. A group that is not there can answer nobody, so the call would be forbidden for ever.',
    good: `approval("large", "finance", "Somebody signs.") :- money_at("args.amount", A), A > 50 EUR.`,
  }),
  reserved: problem('VAK4606', 'a relation that is not for rules to derive', {
    bad: `permit("refunds.issue") :- agent("desk").`,
    why: 'Rules derive objections, `forbid` and `approval`; nothing they derive permits a call. Facts about the call are what they are, and the names of relations that are there cannot be declared again.',
    good: `approval("refunds", "finance", "A person signs.") :- tool("refunds.issue"), agent("desk").`,
  }),
};
