import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import {
  definePlugin,
  HostSide,
  PlanInForce,
  PolicyEngine,
  VakError,
} from '../../../runtime/contract/index.ts';
import { type CedarConfig, cedarConfig } from './config.ts';
import { CedarEngine } from './engine.ts';
import type { CedarFile, CedarLibrary } from './policy-set.ts';

const name = 'vak/cedar';

/**
 * `vak/cedar`: the policy slot filled by Cedar. Beside it a file has no `policy` blocks, for nobody
 * would read them; limits, constraints and approvals of limits stay as they are.
 */
export default definePlugin<CedarConfig>({
  name,
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [PolicyEngine],
  requires: [PlanInForce, HostSide],
  config: cedarConfig,
  setup({ config, fill }) {
    fill(PolicyEngine, [PlanInForce, HostSide], ({ plan }, { base, texts }) => {
      const use = plan.uses.find((one) => one.package === name);
      const declaredIn = use?.declaredIn ?? plan.file;
      const folder = resolve(base, relative(dirname(plan.file), dirname(declaredIn)));
      const file = (fact: string) => (): CedarFile => ({
        name: join(dirname(declaredIn), fact),
        text:
          texts?.get(resolve(folder, fact)) ??
          textOf(resolve(folder, fact), fact, use?.at ?? plan.file),
      });
      const { policies, schema, entities } = config;
      return new CedarEngine({
        cedar: loadCedar,
        unread: plan.rules[0],
        policies: file(policies),
        schema: file(schema),
        entities: entities === undefined ? undefined : file(entities),
      });
    });
  },
});

/** The optional peer, loaded only where a file uses it. */
async function loadCedar(): Promise<CedarLibrary> {
  try {
    return await import('@cedar-policy/cedar-wasm/nodejs');
  } catch (cause) {
    const help = 'install `@cedar-policy/cedar-wasm` beside vak';
    throw new VakError('VAK5209', `\`${name}\` needs Cedar itself; ${help}`, { cause });
  }
}

function textOf(path: string, fact: string, at: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new VakError('VAK5208', `\`${name}\` (${at}): \`${fact}\` cannot be read`, { cause });
  }
}
