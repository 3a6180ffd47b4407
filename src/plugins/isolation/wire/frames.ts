import { caps } from '../limits.ts';
import type {
  Answer,
  Answers,
  Asks,
  Code,
  Greeting,
  ModuleText,
  Reply,
  Request,
} from './messages.ts';
import type { FrameWriter } from './writer.ts';

// What the bodies of frames look like: the kind in one byte, a head of fixed places for each kind, and
// texts behind it in UTF-8, the last of them up to the end. Numbers are big-endian. Readers throw a
// RangeError for what no sound writer makes; they believe nothing else of what they read.

/** The kinds a child hears. */
export const heard = { code: 1, run: 2, check: 3, answers: 4, cache: 5 } as const;
/** The kinds a child says. */
export const said = { greeting: 1, asks: 2, reply: 3 } as const;

const ends = [
  'value',
  'guest',
  'large',
  'bad',
  'limit',
  'invalid',
  'refused',
  'time',
  'memory',
  'stuck',
  'denied',
  'fine',
  'late',
] as const satisfies readonly Answer['end'][];

const codeHead = 12;
const moduleHead = 8;
const typedFlag = 1;
const expressionFlag = 2;
export function writeCode(
  writer: FrameWriter,
  { slot, typed, expression, text, cached, modules }: Code,
): void {
  writer.begin(heard.code, codeHead);
  writer.bytes[writer.start + 1] = (typed ? typedFlag : 0) | (expression ? expressionFlag : 0);
  writer.bytes.writeUInt16BE(slot, writer.start + 2);
  const textBytes = writer.text(text);
  writer.bytes.writeUInt32BE(textBytes, writer.start + 4);
  writer.bytes.writeUInt32BE(cached?.length ?? 0, writer.start + 8);
  if (cached !== undefined) writer.put(cached);
  for (const module of modules) {
    const head = Buffer.alloc(moduleHead);
    head[0] = module.typed ? typedFlag : 0;
    head.writeUInt16BE(Buffer.byteLength(module.name), 2);
    head.writeUInt32BE(Buffer.byteLength(module.text), 4);
    writer.put(head);
    writer.text(module.name);
    writer.text(module.text);
  }
  writer.end();
}

export function readCode(body: Buffer, from: number, to: number): Code {
  hasHead(codeHead, from, to);
  const cachedAt = from + codeHead + body.readUInt32BE(from + 4);
  const modulesAt = cachedAt + body.readUInt32BE(from + 8);
  if (modulesAt > to) throw new RangeError('a code ends within itself');
  return {
    slot: body.readUInt16BE(from + 2),
    typed: ((body[from + 1] as number) & typedFlag) !== 0,
    expression: ((body[from + 1] as number) & expressionFlag) !== 0,
    text: textOf(body, from + codeHead, cachedAt),
    cached: cachedAt === modulesAt ? undefined : Buffer.from(body.subarray(cachedAt, modulesAt)),
    modules: readModules(body, modulesAt, to),
  };
}

function readModules(body: Buffer, from: number, to: number): readonly ModuleText[] {
  const found: ModuleText[] = [];
  for (let at = from; at < to; ) {
    hasHead(moduleHead, at, to);
    const nameAt = at + moduleHead;
    const textAt = nameAt + body.readUInt16BE(at + 2);
    const end = textAt + body.readUInt32BE(at + 4);
    if (end > to) throw new RangeError('a module ends within itself');
    const [name, text] = [textOf(body, nameAt, textAt), textOf(body, textAt, end)];
    found.push({ name, typed: ((body[at] as number) & typedFlag) !== 0, text });
    at = end;
  }
  return found;
}

const acts: Readonly<Record<number, Request['act']>> = {
  [heard.run]: 'run',
  [heard.cache]: 'cache',
};
const requestHead = 44;
export function writeRequest(writer: FrameWriter, request: Request): void {
  writer.begin(heard[request.act], requestHead);
  const { bytes, start } = writer;
  bytes[start + 1] = 0;
  bytes.writeUInt16BE(request.slot, start + 2);
  bytes.writeUInt32BE(request.id, start + 4);
  bytes.writeUInt32BE(request.keep, start + 8);
  bytes.writeDoubleBE(request.timeMs, start + 20);
  bytes.writeDoubleBE(request.memoryBytes, start + 28);
  bytes.writeDoubleBE(request.startBy, start + 36);
  const offerBytes = writer.text(request.offer);
  writer.bytes.writeUInt32BE(offerBytes, writer.start + 12);
  const exactBytes = writer.text(request.exact);
  writer.bytes.writeUInt32BE(exactBytes, writer.start + 16);
  writer.text(request.args);
  writer.end();
}

export function readRequest(body: Buffer, from: number, to: number): Request {
  hasHead(requestHead, from, to);
  const exactAt = from + requestHead + body.readUInt32BE(from + 12);
  const argsAt = exactAt + body.readUInt32BE(from + 16);
  if (argsAt > to) throw new RangeError('a request ends within itself');
  return {
    act: acts[body[from] as number] ?? 'check',
    slot: body.readUInt16BE(from + 2),
    id: body.readUInt32BE(from + 4),
    keep: body.readUInt32BE(from + 8),
    timeMs: body.readDoubleBE(from + 20),
    memoryBytes: body.readDoubleBE(from + 28),
    startBy: body.readDoubleBE(from + 36),
    offer: textOf(body, from + requestHead, exactAt),
    exact: textOf(body, exactAt, argsAt),
    args: textOf(body, argsAt, to),
  };
}

const answersHead = 12;
export function writeAnswers(writer: FrameWriter, { id, count, cut, text }: Answers): void {
  writer.begin(heard.answers, answersHead);
  writer.bytes[writer.start + 1] = cut ? 1 : 0;
  writer.bytes.writeUInt32BE(id, writer.start + 4);
  writer.bytes.writeUInt32BE(count, writer.start + 8);
  writer.text(text);
  writer.end();
}

export function readAnswers(body: Buffer, from: number, to: number): Answers {
  hasHead(answersHead, from, to);
  return {
    id: body.readUInt32BE(from + 4),
    count: body.readUInt32BE(from + 8),
    cut: body[from + 1] === 1,
    text: textOf(body, from + answersHead, to),
  };
}

export function writeGreeting(writer: FrameWriter, greeting: Greeting): void {
  writer.begin(said.greeting, 1);
  writer.text(JSON.stringify(greeting));
  writer.end();
}

export function readGreeting(body: Buffer, from: number, to: number): Greeting {
  const told = JSON.parse(textOf(body, from + 1, to)) as Partial<Record<string, unknown>>;
  const { ready, version, baseBytes, why } = told;
  if (ready === true && typeof version === 'string' && Number.isFinite(baseBytes)) {
    return { ready, version, baseBytes: baseBytes as number };
  }
  if (ready === false && typeof why === 'string') return { ready, why };
  throw new RangeError('no greeting');
}

const asksHead = 8;
export function writeAsks(writer: FrameWriter, { id, text }: Asks): void {
  writer.begin(said.asks, asksHead);
  writer.bytes.writeUInt32BE(id, writer.start + 4);
  writer.text(text);
  writer.end();
}

export function readAsks(body: Buffer, from: number, to: number): Asks {
  hasHead(asksHead, from, to);
  return { id: body.readUInt32BE(from + 4), text: textOf(body, from + asksHead, to) };
}

/** One more than a guest may log: the last tells how many were dropped. */
const mostLogs = caps.logs + 1;

/** What is told of an end beyond its kind, and what was logged. */
type Told = Partial<Record<'text' | 'line' | 'column' | 'over' | 'call' | 'logs', unknown>>;

const replyHead = 44;
const spentFlag = 1;
const cpuFlag = 2;
export function writeReply(writer: FrameWriter, reply: Reply): void {
  const { answer, logs, cpuMs } = reply;
  writer.begin(said.reply, replyHead);
  const { bytes, start } = writer;
  bytes[start + 1] = ends.indexOf(answer.end);
  bytes[start + 2] = (reply.spent ? spentFlag : 0) | (cpuMs === undefined ? 0 : cpuFlag);
  bytes[start + 3] = 0;
  bytes.writeUInt32BE(reply.id, start + 4);
  bytes.writeDoubleBE(reply.peakBytes, start + 8);
  bytes.writeDoubleBE(reply.heapBytes, start + 16);
  bytes.writeDoubleBE(cpuMs ?? 0, start + 24);
  bytes.writeDoubleBE(reply.wallMs, start + 32);
  const plain = answer.end === 'value' || answer.end === 'fine';
  let toldBytes = 0;
  if (!plain || logs.length > 0) {
    const { end: _, ...more } = answer.end === 'value' ? { end: answer.end } : answer;
    toldBytes = writer.text(JSON.stringify({ ...more, logs }));
  }
  writer.bytes.writeUInt32BE(toldBytes, writer.start + 40);
  if (answer.end === 'value') writer.text(answer.json);
  writer.end();
}

export function readReply(body: Buffer, from: number, to: number): Reply {
  hasHead(replyHead, from, to);
  const jsonAt = from + replyHead + body.readUInt32BE(from + 40);
  if (jsonAt > to) throw new RangeError('a reply ends within itself');
  const told = jsonAt === from + replyHead ? nothing : toldOf(body, from + replyHead, jsonAt);
  const end = ends[body[from + 1] as number];
  const flags = body[from + 2] as number;
  const cpuMs = amount(body, from + 24);
  return {
    id: body.readUInt32BE(from + 4),
    answer: end === 'value' ? { end, json: textOf(body, jsonAt, to) } : answerOf(end, told),
    logs: told.logs === undefined ? none : textsOf(told.logs),
    peakBytes: amount(body, from + 8),
    heapBytes: amount(body, from + 16),
    wallMs: amount(body, from + 32),
    cpuMs: (flags & cpuFlag) === 0 ? undefined : cpuMs,
    spent: (flags & spentFlag) !== 0,
  };
}

const nothing: Told = {};
const none: readonly string[] = [];

function toldOf(body: Buffer, from: number, to: number): Told {
  const told: unknown = JSON.parse(textOf(body, from, to));
  if (typeof told === 'object' && told !== null) return told;
  throw new RangeError('a reply tells nothing');
}

function answerOf(end: Answer['end'] | undefined, told: Told): Answer {
  const { text, line, column, over, call } = told;
  if (end === undefined || end === 'value') throw new RangeError('a reply without an end');
  if (end === 'fine' || end === 'late') return { end };
  if (typeof text !== 'string') throw new RangeError('a reply without a text');
  if (end === 'denied') return { end, call: Number(call), text };
  return {
    end,
    text,
    ...(typeof line === 'number' ? { line } : {}),
    ...(typeof column === 'number' ? { column } : {}),
    ...(over === undefined ? {} : { over }),
  };
}

function textsOf(logs: unknown): readonly string[] {
  const texts = Array.isArray(logs) ? logs.filter((line) => typeof line === 'string') : none;
  return texts.slice(0, mostLogs);
}

function amount(body: Buffer, at: number): number {
  const value = body.readDoubleBE(at);
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new RangeError('a reply with no sensible amount');
}

const textOf = (body: Buffer, from: number, to: number): string =>
  from === to ? '' : body.toString('utf8', from, to);

function hasHead(bytes: number, from: number, to: number): void {
  if (to - from < bytes) throw new RangeError('a body shorter than its head');
}
