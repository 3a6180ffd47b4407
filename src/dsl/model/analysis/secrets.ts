import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import { parseUrl } from '../../values/kinds/url.ts';
import type { Model, Secret, Tool } from '../model.ts';
import type { Whole } from '../parts/whole.ts';
import type { Type } from '../types/type.ts';

/**
 * Reports secrets for tools whose address is an argument, and so the model's to choose; for code in a
 * sandbox, secrets that it would see, and those that no request of it would carry.
 */
export function reportSecrets(whole: Whole, model: Model): void {
  for (const secret of model.secrets) {
    reportInEnv(whole, model, secret);
    for (const tool of secret.for) {
      if (tool.run !== undefined) {
        const why = unreachable(secret, tool);
        if (why === undefined) continue;
        const params = { secret: secret.name, tool: tool.name, why };
        whole.findings.add(meaning.secretUnreachable, secret.module.source, secret.span, params);
        continue;
      }
      const argument = addressIn(tool.args);
      if (argument === undefined) continue;
      const params = { secret: secret.name, tool: tool.name, argument };
      whole.findings.add(meaning.secretLeaves, secret.module.source, secret.span, params);
    }
  }
}

function reportInEnv(whole: Whole, model: Model, { name: secret, from }: Secret): void {
  const [name] = from.json;
  if (from.name !== 'env' || typeof name !== 'string') return;
  for (const tool of model.tools) {
    if (!tool.grants.env?.includes(name)) continue;
    const params = { tool: tool.name, name, secret };
    whole.findings.add(meaning.secretInEnv, tool.module.source, tool.path.span, params);
  }
}

/** Why no request of a tool's code would carry a secret; undefined when one can. */
function unreachable({ to, as }: Secret, { grants }: Tool): string | undefined {
  if (to.length === 0) return 'it says no `to`, where it may go';
  if (as === undefined) return 'it says no `as`, how it goes there';
  const granted = to.some((text) => {
    const url = parseUrl(text);
    const origin = url === undefined ? undefined : `${url.scheme}://${url.host.text}:${url.port}`;
    return origin !== undefined && grants.network?.includes(origin) === true;
  });
  return granted ? undefined : 'the tool’s `network` grants none of the addresses in its `to`';
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
