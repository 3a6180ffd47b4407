import type { Given } from '../cli/input/registry.ts';
import type { Exit, Shell } from '../cli/output/shell.ts';

/**
 * `vak lsp`: speaks the language server protocol on stdin and stdout until the editor says `exit` or goes
 * away. Runs no tool and no plugin.
 */
export async function lsp(_given: Given, _shell: Shell): Promise<Exit> {
  const { serve } = await import('./server/serve.ts');
  await serve(process.stdin, process.stdout);
  return 0;
}
