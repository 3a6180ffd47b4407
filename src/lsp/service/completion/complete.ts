import { takeable } from '../../../dsl/model/modules/module.ts';
import { scalarNames } from '../../../dsl/values/scalars/scalar.ts';
import { visible } from '../names/declared.ts';
import type { Document, Workspace } from '../workspace.ts';
import type { Expected } from './expected.ts';
import { enumProposals, keyProposals, readProposals, valueProposals } from './inside.ts';
import { type Item, nameProposals, type Proposal } from './item.ts';
import { points } from './keys.ts';
import { namesFor } from './named.ts';
import { type Point, pointAt } from './point.ts';
import { pathBefore } from './spoken.ts';
import { unitProposals } from './units.ts';

/**
 * What may be written at an offset: the grammar says which words and which kinds of names, the files
 * say which names. Works in a text that does not parse. Nothing inside a comment. Costs steps
 * proportional to the declaration around the cursor.
 */
export function complete(
  workspace: Workspace,
  document: Document,
  offset: number,
): readonly Item[] {
  const point = pointAt(document, offset);
  if (point === undefined) return [];
  const units = unitProposals(workspace, point, offset);
  if (units.length > 0) return placed(point, units);
  if (point.quoted !== undefined) {
    const inText = enumProposals(workspace, point).map((each) => ({
      ...each,
      insert: JSON.stringify(each.label),
    }));
    return placed(point, inText);
  }
  return placed(
    point,
    point.expected.flatMap((each) => proposals(workspace, point, each)),
  );
}

/** Proposals at their place, each label once; the first of two equal ones counts. */
function placed(point: Point, all: readonly Proposal[]): readonly Item[] {
  const items = new Map<string, Item>();
  for (const each of all) {
    if (items.has(each.label)) continue;
    items.set(each.label, { ...each, insert: each.insert ?? each.label, span: point.span });
  }
  return [...items.values()];
}

function proposals(workspace: Workspace, point: Point, expected: Expected): readonly Proposal[] {
  const { part, rules } = expected;
  if (part.kind === 'literal') return keyword(point, part.text, rules);
  const { document, tokens } = point;
  const [rule, above] = rules;
  switch (rule) {
    case 'segment':
      return segment(workspace, point, rules);
    case 'path':
      return part.name === 'string' ? [] : namesFor(workspace, document, rules, []);
    case 'typeName':
      return [...scalars, ...nameProposals(visible(workspace, document, 'type'), [])];
    case 'reference':
      return readProposals(workspace, point, rules);
    case 'actions':
    case 'field':
      return labelProposals(workspace, document);
    case 'duty':
      return ['remove', 'notify'].map((label) => ({ label, kind: 'keyword' }));
    case 'importBlock':
      return isAfter(tokens, 'as') || part.name === 'string' ? [] : takeable.map(asWord);
    case 'useBlock':
      return isAfter(tokens, 'for') ? points.map(asWord) : [];
    case 'stageClause':
      return isAfter(tokens, ':') ? ['neural', 'symbolic', 'prm'].map(asWord) : [];
    case 'text':
      return above === 'signed' ? enumProposals(workspace, point) : [];
    default:
      return [];
  }
}

const asWord = (label: string): Proposal => ({ label, kind: 'value' });

const scalars: readonly Proposal[] = scalarNames.map((label) => ({ label, kind: 'type' }));

const isAfter = (tokens: Point['tokens'], word: string): boolean => tokens.at(-1)?.text === word;

/** A reserved word; not those that only a value could begin with where a fact wants a name. */
function keyword(point: Point, text: string, rules: readonly string[]): readonly Proposal[] {
  if (!/^[a-z]/.test(text)) return [];
  const isFactValue = rules.includes('fact') && !rules.includes('fields');
  if (isFactValue && !takesWord(point, text)) return [];
  return [{ label: text, kind: 'keyword' }];
}

function takesWord({ tokens }: Point, text: string): boolean {
  const [block] = tokens;
  if (block?.text === 'use') return text === 'true' || text === 'false' || text === 'grant';
  const key = tokens.at(-1)?.text === ':' ? tokens.at(-2)?.text : undefined;
  if (text === 'forbid' || text === 'require') return key === 'otherwise';
  return !['not', 'true', 'false', 'and', 'or', ...relations].includes(text);
}

const relations = ['in', 'like', 'has', 'given', 'may', 'quotes', 'runs'];

/** What follows a dot, or a key. */
function segment(
  workspace: Workspace,
  point: Point,
  rules: readonly string[],
): readonly Proposal[] {
  const { document, tokens } = point;
  const before = pathBefore(tokens);
  switch (rules[1]) {
    case 'path':
      return namesFor(workspace, document, rules.slice(1), before);
    case 'typeName':
      return nameProposals(visible(workspace, document, 'type'), before);
    case 'reference':
    case 'text':
    case 'hasTail':
      return rules.includes('fact')
        ? [...valueProposals(workspace, point, before), ...readProposals(workspace, point, rules)]
        : readProposals(workspace, point, rules);
    case 'fact':
    case 'entry':
      return keyProposals(workspace, point, rules);
    default:
      return [];
  }
}

function labelProposals(workspace: Workspace, document: Document): readonly Proposal[] {
  const labels = new Set<string>();
  for (const each of [document, ...workspace.all()]) {
    for (const site of each.sites) {
      if (site.site === 'name' && site.kinds.includes('label')) labels.add(site.path.text);
    }
  }
  return [...labels].map((label) => ({ label, kind: 'label' }));
}
