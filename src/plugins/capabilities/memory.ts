import {
  type Capability,
  type Grantee,
  type HostCall,
  HostRefusal,
  type HostRequest,
  type Json,
  refusalCodes,
} from '../../runtime/contract/index.ts';
import { badRequest, fieldsOf, notGranted, requireText } from './arguments.ts';

/** What nobody asked for this long is gone. */
const idleMs = 30 * 60_000;
/** Everything that is kept for all sessions together. */
const mostBytes = 64 * 1024 * 1024;
/** Sessions, each counted for each tool that keeps something in it. */
const mostRooms = 10_000;
const mostKeys = 1000;
const longestKey = 256;

interface Room {
  readonly values: Map<string, { readonly text: string; readonly bytes: number }>;
  bytes: number;
  used: number;
}

/**
 * `host.remember({ key, value })` and `host.recall({ key? })`: values that a tool's code keeps from one call of
 * a session to its next, as many bytes as its `remember` says. Each tool has a room of its own for each
 * session of each tenant, so that what is kept carries no label that the session has not; a value of null takes
 * the key away. Nothing is written to a disk: a restart forgets.
 */
export class Memory implements Capability {
  readonly name = 'memory';
  readonly offers = ['remember', 'recall'];
  readonly #now: () => number;
  readonly #rooms = new Map<string, Room>();
  #bytes = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  grant({ name, grants }: Grantee): ReadonlyMap<string, HostCall> {
    const { remember: most } = grants;
    if (most === undefined) return new Map();
    return new Map<string, HostCall>([
      ['remember', async (request) => this.#remember(this.#enter(name, request), request, most)],
      ['recall', async (request) => recall(this.#enter(name, request).room, request)],
    ]);
  }

  /** A room that nothing is kept in is none yet. */
  #enter(tool: string, { session }: HostRequest): { readonly key: string; readonly room: Room } {
    if (session === undefined) throw notGranted('only a call of a session remembers');
    this.#forget();
    const key = JSON.stringify([session.tenant, session.session, tool]);
    const known = this.#rooms.get(key);
    const room = known ?? { values: new Map(), bytes: 0, used: 0 };
    room.used = this.#now();
    if (known !== undefined) this.#keep(key, room);
    return { key, room };
  }

  /** The rooms stand in the order of their last use. */
  #keep(key: string, room: Room): void {
    this.#rooms.delete(key);
    if (room.values.size > 0) this.#rooms.set(key, room);
  }

  #forget(): void {
    const before = this.#now() - idleMs;
    for (const [key, { used, bytes }] of this.#rooms) {
      if (used > before) return;
      this.#rooms.delete(key);
      this.#bytes -= bytes;
    }
  }

  #remember(
    at: { readonly key: string; readonly room: Room },
    { args, note }: HostRequest,
    most: number,
  ): Json {
    const { room } = at;
    const fields = fieldsOf(args, ['key', 'value']);
    const key = keyOf(fields);
    note(key);
    const { value } = fields;
    if (value === undefined) throw badRequest('`value` must be given; null takes the key away');
    const text = JSON.stringify(value);
    const bytes = value === null ? 0 : Buffer.byteLength(key) + Buffer.byteLength(text);
    const more = bytes - (room.values.get(key)?.bytes ?? 0);
    if (room.bytes + more > most) {
      throw full(`the session would keep ${room.bytes + more} bytes, where ${most} are granted`);
    }
    const further = value !== null && room.values.size === 0 && this.#rooms.size >= mostRooms;
    if (further || (more > 0 && this.#bytes + more > mostBytes)) {
      throw full('the host keeps no more at present');
    }
    if (value !== null && !room.values.has(key) && room.values.size >= mostKeys) {
      throw full(`a tool keeps ${mostKeys} keys for a session at most`);
    }
    if (value === null) room.values.delete(key);
    else room.values.set(key, { text, bytes });
    room.bytes += more;
    this.#bytes += more;
    this.#keep(at.key, room);
    return room.bytes;
  }
}

/** A value, null for a key that keeps none; without a key the names of those that do, in order. */
function recall({ values }: Room, { args, note }: HostRequest): Json {
  const fields = fieldsOf(args, ['key']);
  if (fields.key === undefined) return [...values.keys()].sort();
  const key = keyOf(fields);
  note(key);
  const kept = values.get(key);
  return kept === undefined ? null : (JSON.parse(kept.text) as Json);
}

function keyOf(fields: { readonly [key: string]: Json }): string {
  const key = requireText(fields, 'key');
  if (key !== '' && key.length <= longestKey) return key;
  throw badRequest(`\`key\` has 1 to ${longestKey} characters`);
}

const full = (message: string): HostRefusal => new HostRefusal(refusalCodes.hostCallLimit, message);
