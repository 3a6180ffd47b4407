import type { Offer } from './wire/messages.ts';

/**
 * Bounds that no policy lifts. What a policy sets per tool (memory, time) comes with each job; these
 * hold for every job alike.
 */
export const caps = {
  /** A result as JSON text, in UTF-8 bytes. */
  resultBytes: 1024 * 1024,
  /** Nesting of a result; a bare value has depth 0. */
  depth: 64,
  /** Values in a result, containers and leaves alike. */
  nodes: 100_000,
  /** What is told of a guest's error, in UTF-16 units. */
  errorLength: 8 * 1024,
  /** One logged text, in UTF-16 units; the rest is cut. */
  logLength: 8 * 1024,
  /** Logged texts per call; the rest is counted and dropped. */
  logs: 200,
  /** All logged texts of a call together, in UTF-16 units. */
  logTotal: 64 * 1024,
} as const;

/** What a job may ask of its host where it does not say; the bytes of one call hold for every job. */
export const hostCaps = {
  calls: 1000,
  parallel: 64,
  /** Arguments of all calls, in UTF-8 bytes. */
  bytesOut: 4 * 1024 * 1024,
  /** Answers to all calls, in UTF-8 bytes. */
  bytesIn: 16 * 1024 * 1024,
  /** One answer, in UTF-8 bytes. */
  answerBytes: 4 * 1024 * 1024,
  timeMs: 30_000,
  /** A name as the guest wrote it, in UTF-16 units. */
  nameLength: 256,
} as const;

/** Guests that serve more than one call. */
export const keepCaps = {
  /** Guests one child keeps. */
  guests: 8,
  /** Calls one guest serves. */
  calls: 20_000,
  /** Calls after which the heap of a kept guest is looked at. */
  lookEvery: 64,
  /** Resident memory a child may keep for each. */
  guestBytes: 8 * 1024 * 1024,
} as const;

/** Codes that a child holds, so that a call does not bring its own along. */
export const shelfCaps = {
  codes: 64,
  /** All of them together, in UTF-16 units, but for one that is larger by itself. */
  units: 1024 * 1024,
} as const;

/** Codes that children are told of before a call brings them. */
export const familiarCaps = {
  codes: 8,
  /** The types of a longer code, in UTF-16 units, are taken out when it is called. */
  units: 64 * 1024,
} as const;

/** What is kept of codes between starts. */
export const codeCaps = {
  /** A smaller code, in UTF-16 units, is compiled faster than it is looked for. */
  least: 8 * 1024,
  /** What is kept of one code, in bytes. */
  bytes: 2 * 1024 * 1024,
  files: 64,
} as const;

/** What a guest may do whose job gives it no host: be refused, a few times, on record. */
export const withoutHost: Offer = {
  offers: [],
  withholds: [],
  calls: 8,
  parallel: 8,
  bytes: 64 * 1024,
};

/** One frame in either direction, in bytes; checked on the header, before anything is allocated. */
export const frameBytes = 8 * 1024 * 1024;

/** A guest's code and its arguments together, in bytes. */
export const requestBytes = frameBytes - 4096;

/** Replies a child holds back to tell them together, in bytes; the rest of a longer one is told at once. */
export const journalBytes = 32 * 1024;

/** A child holds a reply back where the call took no longer than this, in ms, */
export const quickMs = 0.2;

/** and no longer than this, in ms, while more such calls wait for it. */
export const holdMs = 1;

/** A call that takes longer, in ms, may have ended calls before it that were not told. */
export const longMs = 20;

/** A call that takes no longer, in ms, costs a child as much to read and to tell of. */
export const trivialMs = 0.03;

/**
 * Replies a child tells together at least while more requests wait; where it read many at once, half of
 * them. Told all at the end, the parent would idle until then and the child until it had read them.
 */
export const together = 4;

/** How long after the deadline the child's own watchdog ends the child, in ms. */
export const childGraceMs = 14;

/** How long after the deadline the parent ends the child, should its watchdog not have done so, in ms. */
export const parentGraceMs = 40;

/** Timers of the engine that a child sets at once; each is some 200 bytes until its time has come. */
export const mostTimers = 2048;

/** Memory a child may hold beyond its base and the job's own bytes before it is ended. */
export const headroomBytes = 32 * 1024 * 1024;

/** Memory a child may keep after a call, beyond its base, and still serve the next. */
export const driftBytes = 24 * 1024 * 1024;

/** The oldest isolated-vm without a known way from guest to host. */
export const isolatedVmFloor = '7.0.1';
