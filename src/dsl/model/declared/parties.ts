import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { names } from '../../diagnostics/catalogue/names/index.ts';
import { isHeaderName, isHostsHeader } from '../../plan/grants.ts';
import type { FactsDeclaration } from '../../syntax/ast.ts';
import type { Json } from '../../values/value.ts';
import type { Agent, Approvers, Secret, Tool } from '../model.ts';
import { declarations, type Module } from '../modules/module.ts';
import type { Named } from '../modules/symbols.ts';
import { amountFact, callFact, factsOf, namesFact, textsFact, wrongFact } from '../parts/facts.ts';
import { nearMiss } from '../parts/findings.ts';
import { toolOf } from '../parts/selection.ts';
import { objectionOf } from '../parts/verdict.ts';
import type { Whole } from '../parts/whole.ts';

/** How long a question stands where nothing else is said. */
const defaultWithinMs: number = 4 * 60 * 60 * 1000;

type Checked<T> = (whole: Whole, module: Module, node: FactsDeclaration, name: string) => T;

/** Checks a block of facts; of one that could not be read whole, nothing more is said. */
export function checked<T>(whole: Whole, named: Named, check: Checked<T>): T | undefined {
  const { declaration, module, name } = named;
  if (!('facts' in declaration) || declaration.kind === 'tool') return undefined;
  return whole.findings.muted(declaration.broken, () => check(whole, module, declaration, name));
}

/** An agent: the tools it holds and whom it may hand on to. */
export function agentOf(whole: Whole, module: Module, node: FactsDeclaration, name: string): Agent {
  const facts = factsOf(whole, module, 'agent', node.facts, ['tools', 'delegates']);
  const tools = new Set<Tool>();
  for (const path of namesFact(whole, module, facts.tools)) {
    const tool = toolOf(whole, module, path);
    if (tool?.event === true) {
      whole.findings.add(meaning.eventHeld, module.source, path.span, { name: path.text });
    } else if (tool !== undefined) tools.add(tool);
  }
  const delegates: string[] = [];
  for (const path of namesFact(whole, module, facts.delegates)) {
    const named = whole.symbols.find(module, 'agent', path);
    if (named !== undefined) delegates.push(named.name);
  }
  return { name, module, tools, delegates, doc: node.doc, at: module.source.at(node.name.span) };
}

/** What an objection may begin with. */
const verdicts = ['forbid', 'require'];

/** Who is asked. Without `within` a question stands for four hours, without `otherwise` it ends in forbid. */
export function approversOf(
  whole: Whole,
  module: Module,
  node: FactsDeclaration,
  name: string,
): Approvers {
  const facts = factsOf(whole, module, 'approvers', node.facts, ['ask', 'within', 'otherwise']);
  const ask = callFact(whole, module, facts.ask);
  if (ask !== undefined) {
    known(whole, module, ask, ['host', 'terminal'], 'channels', names.unknownSource);
  }
  const otherwise = facts.otherwise;
  if (otherwise !== undefined && otherwise.value.kind !== 'verdict') {
    const { value } = otherwise;
    const near = value.kind === 'word' ? nearMiss(value.text, verdicts, value.span) : undefined;
    const help = near?.fixes?.length ? near : undefined;
    wrongFact(whole, module, otherwise, '`forbid` or `require approval from …`', help);
  }
  const clause = otherwise?.value.kind === 'verdict' ? otherwise.value : undefined;
  const objection = objectionOf(whole, module, clause);
  if (
    objection.verdict === 'approval' &&
    objection.from.approvers === name &&
    clause !== undefined
  ) {
    whole.findings.add(meaning.asksItself, module.source, clause.span, { name });
  }
  return {
    name,
    ask: ask === undefined ? undefined : { name: ask.name, json: ask.json },
    withinMs: amountFact(whole, module, facts.within, 'duration') ?? defaultWithinMs,
    otherwise: objection,
    at: module.source.at(node.name.span),
  };
}

/** A secret: where its value comes from, which tools it is for, and where it may go. */
export function secretOf(
  whole: Whole,
  module: Module,
  node: FactsDeclaration,
  name: string,
): Secret | undefined {
  const facts = factsOf(whole, module, 'secret', node.facts, ['from', 'for', 'to', 'as']);
  const from = callFact(whole, module, facts.from);
  if (facts.from === undefined) {
    const params = { block: 'secret', key: 'from' };
    whole.findings.add(meaning.factMissing, module.source, node.name.span, params);
  } else if (from !== undefined) {
    known(whole, module, from, ['env', 'file', 'memory'], 'vaults', names.unknownSource);
  }
  const paths = namesFact(whole, module, facts.for);
  const tools = paths.map((path) => toolOf(whole, module, path));
  const as = callFact(whole, module, facts.as);
  if (as !== undefined) known(whole, module, as, ['header', 'query'], undefined, undefined);
  if (as !== undefined && facts.as !== undefined && !as.json.some(holdsValue)) {
    wrongFact(whole, module, facts.as, 'a form with `{}` in it, where the value goes');
  } else if (as !== undefined && facts.as !== undefined && !isPlace(as)) {
    const wanted = 'the name of a header, none of the host’s own, or of a parameter, and its form';
    wrongFact(whole, module, facts.as, wanted);
  }
  const to = textsFact(whole, module, facts.to);
  if (facts.to !== undefined && to.some((text) => /[?#]/.test(text))) {
    wrongFact(
      whole,
      module,
      facts.to,
      'addresses without a query: a secret goes to all below a path',
    );
  }
  if (from === undefined) return undefined;
  return {
    name,
    module,
    span: node.name.span,
    from: { name: from.name, json: from.json },
    for: tools.filter((tool) => tool !== undefined),
    to,
    as: as === undefined ? undefined : { name: as.name, json: as.json },
    at: module.source.at(node.name.span),
  };
}

/** Whether a value has a place in a request there: one name, and one form of plain characters. */
function isPlace({
  name,
  json,
}: {
  readonly name: string;
  readonly json: readonly Json[];
}): boolean {
  if (name !== 'header' && name !== 'query') return true;
  const [key, form, ...rest] = json;
  if (typeof key !== 'string' || !holdsValue(form) || rest.length > 0) return false;
  return name === 'header'
    ? isHeaderName(key) && !isHostsHeader(key) && /^[\x20-\x7e]*$/.test(String(form))
    : key !== '';
}

const holdsValue = (json: unknown): boolean => typeof json === 'string' && json.includes('{}');

/**
 * Whether some plugin answers to a function's name. The built-in ones are known; others come from
 * plugins, whose names for themselves only the running plugin knows, so an unknown one is a warning
 * unless a `use` could bring it.
 */
export function known(
  whole: Whole,
  module: Module,
  call: { readonly name: string; readonly expr: { readonly span: Module['file']['span'] } },
  builtIn: readonly string[],
  point: string | undefined,
  entry: typeof names.unknownSource | undefined,
): void {
  if (builtIn.includes(call.name)) return;
  const { span } = call.expr;
  const near = nearMiss(call.name, builtIn, {
    start: span.start,
    end: span.start + call.name.length,
  });
  if (point === undefined || entry === undefined) {
    const params = { name: call.name, known: builtIn };
    whole.findings.add(names.unknownFunction, module.source, span, params, near);
    return;
  }
  const brought = whole.modules.some((each) =>
    declarations(each, 'use').some((use) => use.point === undefined || use.point.text === point),
  );
  if (brought) return;
  whole.findings.add(entry, module.source, span, { name: call.name, point }, near);
}
