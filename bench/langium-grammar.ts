import { keywords } from '../dist/dsl/syntax/lexer/keywords.js';

const labels = ['untrusted', 'trusted', 'confidential'];

const words = (besides: readonly string[] = []): string =>
  [
    'ID',
    ...[...keywords, ...labels]
      .filter((each) => !besides.includes(each))
      .map((each) => `'${each}'`),
  ].join(' | ');

const roots = [
  'agent',
  'args',
  'context',
  'lookup',
  'result',
  'score',
  'secret',
  'session',
  'tool',
];

/**
 * The language of `grammar/vak.ebnf` for Langium: the same texts, and a node wherever vak's tree has one.
 * Fields take the language's own labels only: telling another label from the next key needs a gate,
 * which Langium's grammars have not; so its task is a little lighter.
 */
export const langiumGrammar: string = `
grammar Vak

entry File: edition=Edition? declarations+=Declaration*;
Edition: 'vak' value=INT;
Declaration: Import | Use | TypeBlock | Context | Tool | Facts | Records | Policy | Limit
  | Constraint | Gate | Pipeline | Prove | Test;

Import: 'import' from=STRING 'as' alias=Word ('taking' taking+=Word (',' taking+=Word)*)?;
Use: 'use' package=STRING ('for' point=Word)? ('as' alias=Word)? config=FactList?
  ('grant' grant=FactList)?;
FactList: '{' (facts+=Fact ','?)* '}';
Fact: key=Segment ':' (verdict=Verdict | value=Expression);
Verdict: forbid?='forbid' | 'require' 'approval' 'from' from=Who;
Who: (count=INT 'of')? approvers=Path;

Expression: first=Operand (operators+=('and' | 'or') rest+=Operand)*;
Operand: not?='not'? relation=Relation;
Relation: left=Sum (
    operator=('==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'like') right=Sum
  | 'has' field=Segment
  | 'given' 'by' given=Path
  | 'may' 'come' 'from' origin=Path
  | 'quotes' quoted=Path
  | 'runs' program=STRING ('with' flags=List)?
)?;
Sum: first=Product (operators+=('+' | '-') rest+=Product)*;
Product: first=Signed ('*' rest+=Signed)*;
Signed: minus?='-'? (
    reference=Reference
  | amount=Amount
  | text=Text
  | bool=('true' | 'false')
  | list=List
  | record=Record
  | '(' inner=Expression ')'
);
Reference: root=RootWord ('.' segments+=Segment)* (call?='(' (items+=Expression (',' items+=Expression)* ','?)? ')')?;
Text: first=STRING ('.' segments+=Segment)*;
List: {infer List} '[' (items+=Expression (',' items+=Expression)* ','?)? ']';
Record: {infer Record} '{' (entries+=Entry ','?)* '}';
Entry: key=Segment ':' value=Expression;

TypeBlock: 'type' name=Word fields=Fields;
Fields: {infer Fields} '{' (fields+=Field ','?)* '}';
Field: key=Segment ':' type=Type optional?='?'? label=Label? ('where' where=Expression)?;
Type: 'list' 'of' of=Type | 'one' 'of' members=List | fields=Fields | name=TypeName;
TypeName: first=TypeWord ('.' segments+=Segment)*;
Context: 'context' fields=Fields;
Tool: 'tool' path=Path '{' (items+=ToolItem ','?)* '}';
ToolItem: 'args' args=Fields | 'lookup' '{' (lookups+=Lookup ','?)* '}' | 'serial' 'by' serial=Expression
  | 'result' ':' result=Type | fact=ToolFact;
ToolFact: key=ToolKey ':' (verdict=Verdict | value=Expression);
Lookup: key=Segment ':' tool=Path args=Record;
Facts: kind=('agent' | 'approvers' | 'secret' | 'memory') name=Word facts=FactList;
Records: kind=('audit' | 'trace') facts=FactList;

Policy: 'policy' name=Word 'for' target=Target '{' rules+=Rule* '}';
Target: any?='any' 'agent' | paths+=Path (',' paths+=Path)*;
Rule: 'rule' name=Word '{' effect=Effect clauses+=Clause* '}';
Effect: verb='permit' actions=Actions | verb='forbid' actions=Actions
  | verb='require' 'approval' 'from' from=Who 'for' actions=Actions;
Actions: any?='any' 'tool' ('labelled' label=Word | 'where' where=Expression)?
  | paths+=Path (',' paths+=Path)*;
Clause: kind='when' expr=Expression | kind='unless' expr=Expression | kind='within' duration=DURATION
  | because=Because | kind='then' duties+=Duty (',' duties+=Duty)*
  | kind='example' record=Record | kind='counterexample' record=Record;
Because: 'because' text=STRING;
Duty: tell?='tell' 'allowed' | word=('hide' | ID) subject=Reference (records?='from' 'records')?;

Limit: 'limit' name=Word 'for' target=Target '{' clauses+=LimitClause* '}';
LimitClause: on=On | 'at' 'most' quantity=Quantity | rate?='rate' quantity=Quantity ('burst' burst=Amount)?
  | 'for' 'each' each=Expression | otherwise=Otherwise | because=Because;
On: 'on' actions=Actions;
Quantity: amount=Amount (calls?='calls' | 'of' of=Expression) 'per' per=DURATION;
Otherwise: 'otherwise' verdict=Verdict;

Constraint: 'constraint' name=Word ('for' target=Target)? '{' clauses+=ConstraintClause* '}';
ConstraintClause: 'per' scope=('session' | 'principal' | 'tenant')
  | 'for' 'every' actions=Actions 'holds' holds=Expression
  | form='before' first=Actions 'always' second=Actions ('matching' matching=Expression)?
  | form='after' first=Actions ('never' second=Actions | 'eventually' second=Actions 'within' within=DURATION)
    ('matching' matching=Expression)?
  | otherwise=Otherwise | because=Because;
Gate: 'gate' name=Word 'for' target=Target '{' clauses+=GateClause* '}';
GateClause: on=On | 'score' 'with' scorer=Path config=Record? | verdict=Verdict 'when' when=Expression
  | 'if' 'unavailable' unavailable=Verdict | because=Because;
Pipeline: 'pipeline' name=Word 'for' target=Target '{' (stages+=Stage | otherwise+=Otherwise)* '}';
Stage: 'stage' name=Word ':' kind=Word facts=FactList?;
Prove: 'prove' name=STRING '{' claims+=Claim* '}';
Claim: 'never' target=Target 'calls' actions=Actions ('when' when=Expression)? ('unless' unless=Expression)?;
Test: 'test' name=STRING 'for' agent=Path '{' steps+=Step* '}';
Step: Given | Call | Wait | Expect;
Given: 'given' (kind='context' record=Record | kind='clock' value=Expression | kind='user' text=STRING
  | kind='score' record=Record | kind='result' tool=Path value=Expression);
Call: 'call' tool=Path args=Record ('returns' returns=Expression)?;
Wait: 'wait' duration=DURATION;
Expect: 'expect' (verdict=('permit' | 'forbid') (by?='by' (default?='default' | rule=Path))?
  | 'approval' 'from' from=Who | 'hide' hidden=Reference | 'missed' missed=Path | expr=Expression);

Path: (first=PathWord | quoted=STRING) ('.' segments+=Segment)*;
Segment: word=Word | quoted=STRING;
Amount returns string: INT | DECIMAL | MONEY | DURATION | SIZE | PERCENT;
Word returns string: ${words()};
Label returns string: 'untrusted' | 'trusted' | 'confidential';
ToolKey returns string: ${words(['result'])};
PathWord returns string: ${words(['any', 'default'])};
TypeWord returns string: ${words(['list', 'one'])};
RootWord returns string: ID | ${[...roots, ...labels].map((each) => `'${each}'`).join(' | ')};

terminal MONEY: /[0-9][0-9_]*(\\.[0-9][0-9_]*)?[ \\t]+[A-Z][A-Z][A-Z](?![A-Za-z0-9_])/;
terminal DURATION: /[0-9][0-9_]*(\\.[0-9][0-9_]*)?(ms|s|m|h|d|w|y)(?![A-Za-z0-9_])/;
terminal SIZE: /[0-9][0-9_]*(\\.[0-9][0-9_]*)?(B|KB|MB|GB)(?![A-Za-z0-9_])/;
terminal PERCENT: /[0-9][0-9_]*(\\.[0-9][0-9_]*)?%/;
terminal DECIMAL: /[0-9][0-9_]*\\.[0-9][0-9_]*/;
terminal INT: /[0-9][0-9_]*/;
terminal ID: /[A-Za-z_][A-Za-z0-9_]*/;
terminal STRING: /"(\\\\.|[^"\\\\\\r\\n])*"/;
hidden terminal SPACE: /[ \\t\\r\\n]+/;
hidden terminal COMMENT: /\\/\\/[^\\r\\n]*/;
`;
