import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { LogFollower } from '../../../runtime/evidence/audit/stream/log-follower.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';
import { eventsServer } from '../../serving/events-server.ts';
import { logFolder } from './verify.ts';

/** The variable that readers' token comes from. */
const tokenVariable = 'VAK_AUDIT_TOKEN';
const shortest = 16;

/**
 * `vak audit serve DIR [--host H] [--port N]`: the entries as server-sent events under `/events`, from now on or
 * from an index, until the command is stopped. Another host than this machine's own needs a token in
 * `VAK_AUDIT_TOKEN`.
 */
export async function serve(given: Given, shell: Shell): Promise<Exit> {
  const folder = logFolder(given);
  const host = given.option('host') ?? '127.0.0.1';
  const port = portOf(given.option('port') ?? '8425');
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(host);
  const token = process.env[tokenVariable];
  if (token === undefined && !loopback) {
    throw new WrongUsage(
      `whoever reaches \`${host}\` could read the log: put a token in ${tokenVariable}`,
    );
  }
  if (token !== undefined && token.length < shortest) {
    throw new WrongUsage(`the token in ${tokenVariable} has less than ${shortest} characters`);
  }
  const follower = new LogFollower(folder);
  const server = eventsServer({ folder, follower, token, loopback });
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    await follower.close();
    throw new WrongUsage(`\`${host}:${port}\` cannot be listened on: ${codeOf(error)}`);
  }
  const { address, port: bound, family } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}/events`;
  if (given.json) writeJson(shell, { url });
  else shell.out(`${url}\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  server.close();
  server.closeAllConnections();
  await follower.close();
  return 0;
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new WrongUsage(`\`${text}\` is no port`);
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? error);
