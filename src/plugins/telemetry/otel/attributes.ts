import type { Attributes, Scrubber } from '../../../runtime/contract/index.ts';

/** What of the GenAI conventions is passed on: names and ids, never what was said or handed over. */
const conventional: ReadonlySet<string> = new Set([
  'error.type',
  'gen_ai.agent.id',
  'gen_ai.agent.name',
  'gen_ai.conversation.id',
  'gen_ai.operation.name',
  'gen_ai.request.model',
  'gen_ai.response.model',
  'gen_ai.tool.call.id',
  'gen_ai.tool.name',
  'gen_ai.tool.type',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
]);

/** The longest text that an attribute carries. */
const longest = 1_024;

/**
 * The attributes that may leave: those of the conventions above and those of vak, with every known
 * secret blanked and long texts cut. Attributes that hold arguments, results or messages are dropped,
 * whoever set them.
 */
export function clean(attributes: Attributes, scrubbers: readonly Scrubber[]): Attributes {
  const passed = Object.entries(attributes).filter(
    ([name]) => conventional.has(name) || name.startsWith('vak.'),
  );
  return Object.fromEntries(
    passed.map(([name, value]) => [
      name,
      typeof value === 'string' ? cleanText(value, scrubbers) : value,
    ]),
  );
}

/** A text with every known secret blanked, cut to what an attribute may carry. */
export function cleanText(text: string, scrubbers: readonly Scrubber[]): string {
  const cleaned = scrubbers.reduce((soFar, scrubber) => scrubber.scrub(soFar).text, text);
  return cleaned.length > longest ? `${cleaned.slice(0, longest - 1)}…` : cleaned;
}
