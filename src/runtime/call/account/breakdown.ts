import { type RefusalCode, refusalCodes } from '../../contract/errors.ts';
import { Unrecorded } from '../../evidence/recording/recorder.ts';
import { PluginFailed } from '../../kernel/timed.ts';

/** What broke the road under a call: whose fault it is, in words for a model and for the host. */
export interface Breakdown {
  /** The plugin, or `default` for the runtime itself. */
  readonly by: string;
  readonly code: RefusalCode;
  readonly because: string;
  readonly detail: string;
}

/** Reads a breakdown from what was thrown. */
export function breakdownOf(cause: unknown): Breakdown {
  const lost = cause instanceof Unrecorded;
  const plugin = cause instanceof PluginFailed ? cause.plugin : undefined;
  const deepest = lost && cause.cause !== undefined ? cause.cause : cause;
  const detail = deepest instanceof Error ? deepest.message : String(deepest);
  if (lost) {
    const because = 'the log cannot be written';
    return { by: 'default', code: refusalCodes.auditUnavailable, because, detail };
  }
  const guilty = plugin === undefined ? 'the runtime' : `plugin \`${plugin}\``;
  const because = `${guilty} failed`;
  return { by: plugin ?? 'default', code: refusalCodes.pluginFailed, because, detail };
}
