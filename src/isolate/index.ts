// The door for plugins that run in an isolate: `vak/isolate`. Nothing here needs Node.

export type { HeardMessage, ReasoningStep, StepOwner } from '../runtime/contract/call.ts';
export {
  definePlugin,
  type PluginDefinition,
  type StandardSchema,
} from '../runtime/contract/plugin.ts';
export { OpinionSource, Scorer, type ThoughtScore } from '../runtime/contract/policy.ts';
export { GuestHost, type IsolatedCall, type Question, type Served, serve } from './serve.ts';
