import { names } from '../../diagnostics/catalogue/names/index.ts';
import { plugins } from '../../diagnostics/catalogue/plugins.ts';
import type { UseDeclaration } from '../../syntax/ast.ts';
import type { Manifest } from '../modules/load.ts';
import type { Module } from '../modules/module.ts';
import { nearMiss } from '../parts/findings.ts';
import type { Whole } from '../parts/whole.ts';
import { misfit, objectOf } from './schema.ts';
import type { ConfigFact } from './use.ts';

/**
 * Holds a `use` against what the plugin's manifest says of itself: the point it fills, the keys of its
 * config, those it cannot do without, and what their values may be. The plugin is not run.
 */
export function checkConfig(
  whole: Whole,
  module: Module,
  node: UseDeclaration,
  manifest: Manifest,
  config: readonly (ConfigFact | undefined)[],
): void {
  const { point } = node;
  if (point !== undefined && !manifest.provides.includes(point.text)) {
    const near = nearMiss(point.text, manifest.provides, point.span);
    const params = { plugin: manifest.name, point: point.text };
    whole.findings.add(plugins.notProvided, module.source, point.span, params, near);
  }
  const schema = objectOf(manifest.config);
  if (schema === undefined) return;
  const properties = objectOf(schema.properties) ?? {};
  const facts = node.config?.facts ?? [];
  for (const [index, fact] of facts.entries()) {
    const { text, span } = fact.key;
    const property = Object.hasOwn(properties, text) ? objectOf(properties[text]) : undefined;
    if (property === undefined && !Object.hasOwn(properties, text)) {
      const near = nearMiss(text, Object.keys(properties), span);
      const params = { key: text, block: `use "${node.package.text}"` };
      whole.findings.add(names.unknownKey, module.source, span, params, near);
      continue;
    }
    const given = config[index];
    if (given === undefined || property === undefined) continue;
    const wanted = misfit(given.json, property);
    if (wanted === undefined) continue;
    const params = { key: text, plugin: manifest.name, wanted };
    whole.findings.add(plugins.misfit, module.source, fact.value.span, params);
  }
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = required.filter((key) => !facts.some((fact) => fact.key.text === key));
  if (missing.length > 0) {
    const params = { plugin: manifest.name, keys: missing.map(String) };
    whole.findings.add(plugins.configMissing, module.source, node.package.span, params);
  }
}
