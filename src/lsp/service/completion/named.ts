import { builtInLabels } from '../../../dsl/model/parts/whole.ts';
import { events } from '../../../dsl/model/types/events.ts';
import { visible } from '../names/declared.ts';
import type { NameKind } from '../names/sites.ts';
import type { Document, Workspace } from '../workspace.ts';
import { nameProposals, type Proposal } from './item.ts';

/** The kinds of names that a path may be, told by the rules it stands in; `path` is the first of them. */
function kindsOf(rules: readonly string[]): readonly NameKind[] {
  const [, parent, above] = rules;
  if (parent === 'paths') return above === 'target' ? ['agent'] : ['tool'];
  switch (parent) {
    case 'who':
      return ['approvers'];
    case 'testBlock':
      return ['agent'];
    case 'givenStep':
    case 'callStep':
    case 'lookupEntry':
      return ['tool'];
    case 'expectVerdict':
      return ['rule', 'block'];
    case 'expectStep':
      return ['block'];
    case 'gateClause':
      return ['plugin'];
    case 'givenTail':
    case 'mayTail':
    case 'quotesTail':
      return ['label', 'tool'];
    default:
      return [];
  }
}

/** The names that may stand where a path is wanted; behind the words of `before`, how those go on. */
export function namesFor(
  workspace: Workspace,
  document: Document,
  rules: readonly string[],
  before: readonly string[],
): readonly Proposal[] {
  return kindsOf(rules).flatMap((kind) => {
    if (kind === 'label') {
      return before.length > 0
        ? []
        : builtInLabels.map((label): Proposal => ({ label, kind: 'label' }));
    }
    const found = nameProposals(visible(workspace, document, kind), before);
    return kind === 'tool' ? [...found, ...eventProposals(before)] : found;
  });
}

function eventProposals(before: readonly string[]): readonly Proposal[] {
  const start = before.length === 0 ? '' : `${before.join('.')}.`;
  return [...events.keys()]
    .filter((name) => name.startsWith(start))
    .map((name) => ({ label: name.slice(start.length), kind: 'tool', detail: 'event' }));
}
