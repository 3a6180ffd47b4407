import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { lock } from '../../../plugins/records/audit/opening/lock.ts';
import { VakError } from '../../../runtime/contract/errors.ts';
import { LogFollower } from '../../../runtime/evidence/audit/stream/log-follower.ts';
import type { Given } from '../../input/registry.ts';
import { type Exit, type Shell, WrongUsage, writeJson } from '../../output/shell.ts';
import { eventsServer } from '../../serving/events-server.ts';
import { AddCheckpoint } from '../../serving/witness/add-checkpoint.ts';
import { WitnessFolder } from '../../serving/witness/witness-folder.ts';
import { indexing } from './indexing.ts';
import { logFolder } from './verify.ts';

/** The variable that readers' token comes from. */
const tokenVariable = 'VAK_AUDIT_TOKEN';
const shortest = 16;

/**
 * `vak audit serve [DIR] [--witness FOLDER] [--host H] [--port N]`: the entries of a log as server-sent events under `/events`,
 * from now on or from an index, until the command is stopped. With `--witness`, heads of other logs are taken, held against
 * the ones before and cosigned. A log that is served to another host than this machine's own needs a token in `VAK_AUDIT_TOKEN`.
 */
export async function serve(given: Given, shell: Shell): Promise<Exit> {
  const [dir] = given.positionals;
  const witnessing = given.option('witness');
  if (dir === undefined && witnessing === undefined) {
    throw new WrongUsage('name the log to serve, or a folder with --witness, or both');
  }
  const folder = dir === undefined ? undefined : logFolder(given);
  const host = given.option('host') ?? '127.0.0.1';
  const port = portOf(given.option('port') ?? '8425');
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(host);
  const token = tokenFor(host, folder !== undefined && !loopback);
  const held = witnessing === undefined ? undefined : await witnessIn(witnessing);
  const follower =
    folder === undefined ? undefined : new LogFollower(folder, { told: indexing(shell, given) });
  const log = folder === undefined || follower === undefined ? undefined : { folder, follower };
  try {
    const witness = held?.witness;
    const server = eventsServer({ log, witness, token, loopback });
    const url = await listening(server, host, port);
    const key = witness?.folder.witness.text;
    if (given.json)
      writeJson(shell, { url: `${url}/events`, ...(key === undefined ? {} : { witness: key }) });
    else shell.out(`${url}/events\n${key === undefined ? '' : `${key}\n`}`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    server.close();
    server.closeAllConnections();
    return 0;
  } finally {
    await follower?.close();
    held?.lock.release();
  }
}

function tokenFor(host: string, needed: boolean): string | undefined {
  const token = process.env[tokenVariable];
  if (token === undefined && needed) {
    throw new WrongUsage(
      `whoever reaches \`${host}\` could read the log: put a token in ${tokenVariable}`,
    );
  }
  if (token !== undefined && token.length < shortest) {
    throw new WrongUsage(`the token in ${tokenVariable} has less than ${shortest} characters`);
  }
  return token;
}

/** One process at a time is the witness of a folder: two could each cosign another history. */
async function witnessIn(name: string) {
  const folder = await WitnessFolder.in(name);
  const held = await lock(join(name, 'lock')).catch((error) => {
    const isTaken = error instanceof VakError && error.code === 'VAK6109';
    const why = isTaken ? 'another process is its witness' : error.message;
    throw new WrongUsage(`\`${name}\` cannot be a witness's folder: ${why}`);
  });
  return { lock: held, witness: { folder, heads: new AddCheckpoint(folder, Date.now) } };
}

async function listening(server: Server, host: string, wanted: number): Promise<string> {
  try {
    server.listen(wanted, host);
    await once(server, 'listening');
  } catch (error) {
    throw new WrongUsage(`\`${host}:${wanted}\` cannot be listened on: ${codeOf(error)}`);
  }
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new WrongUsage(`\`${text}\` is no port`);
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? error);
