import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import type { Model } from '../model.ts';
import type { Whole } from '../parts/whole.ts';
import type { Type } from '../types/type.ts';

/** Reports secrets for tools whose address is an argument, and so the model's to choose. */
export function reportLeavingSecrets(whole: Whole, model: Model): void {
  for (const secret of model.secrets) {
    for (const tool of secret.for) {
      const argument = addressIn(tool.args);
      if (argument === undefined) continue;
      const params = { secret: secret.name, tool: tool.name, argument };
      whole.findings.add(meaning.secretLeaves, secret.module.source, secret.span, params);
    }
  }
}

function addressIn(type: Type, path = ''): string | undefined {
  if (type.kind === 'single') return type.of === 'url' || type.of === 'host' ? path : undefined;
  if (type.kind === 'list') return addressIn(type.of, path);
  if (type.kind !== 'record') return undefined;
  for (const field of type.fields.values()) {
    const found = addressIn(field.type, path === '' ? field.name : `${path}.${field.name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
