/**
 * What expressions compute with. Exact throughout: `decimal`, `money` and `percent` are integers of
 * billionths (`nano`), an `int` is a number while it is safe and a bigint beyond. Values are frozen
 * by whoever makes them and shared freely afterwards.
 */
export type Value =
  | string
  | boolean
  | number
  | bigint
  | DecimalValue
  | MoneyValue
  | DurationValue
  | SizeValue
  | PercentValue
  | TimeValue
  | PathValue
  | UrlValue
  | QueryValue
  | HostValue
  | EmailValue
  | CommandValue
  | JsonValue
  | ListValue
  | RecordValue;

/** A record; fields live in a map of their own, so that no name can reach a prototype. */
export interface RecordValue {
  readonly kind: 'record';
  readonly fields: ReadonlyMap<string, Value>;
}
/** A list, in order. */
export type ListValue = readonly Value[];

/** An exact decimal number. */
export interface DecimalValue {
  readonly kind: 'decimal';
  readonly nano: bigint;
}
/** An exact amount in one currency. */
export interface MoneyValue {
  readonly kind: 'money';
  readonly nano: bigint;
  readonly currency: string;
}
/** A share; 100 % is one. */
export interface PercentValue {
  readonly kind: 'percent';
  /** Billionths of one, so that `80%` is 800_000_000. */
  readonly nano: bigint;
}
/** A length of time. */
export interface DurationValue {
  readonly kind: 'duration';
  readonly ms: number;
}
/** An amount of bytes. */
export interface SizeValue {
  readonly kind: 'size';
  readonly bytes: number;
}
/** A point in time. */
export interface TimeValue {
  readonly kind: 'time';
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly ms: number;
}
/** An absolute path, or one relative to nothing known; `text` is canonical. */
export interface PathValue {
  readonly kind: 'path';
  readonly text: string;
  /** The form patterns see: relative to the tool's root when inside it, else `text`. */
  readonly shown: string;
  readonly name: string;
  readonly extension: string;
}
/** A URL in canonical form, with its parts. */
export interface UrlValue {
  readonly kind: 'url';
  readonly text: string;
  readonly scheme: string;
  readonly host: HostValue;
  readonly port: number | undefined;
  readonly path: string;
  readonly query: string | QueryValue;
}
/** A URL's query whose escapes leave two readings: what asks about it asks about both. */
export interface QueryValue {
  readonly kind: 'query';
  /** With its escapes, in normal form. */
  readonly text: string;
  /** Decoded to the end. */
  readonly decoded: string;
}
/** A host name or address in canonical form. */
export interface HostValue {
  readonly kind: 'host';
  readonly text: string;
}
/** An e-mail address in canonical form, with its parts. */
export interface EmailValue {
  readonly kind: 'email';
  readonly text: string;
  readonly local: string;
  readonly domain: HostValue;
}
/** A command line, parsed as far as it can be read without running it. */
export interface CommandValue {
  readonly kind: 'command';
  readonly text: string;
  /** Undefined when the line could not be parsed; what asks about it is then unknown. */
  readonly programs: readonly ProgramValue[] | undefined;
}
/** One program of a command line, with its arguments and flags. */
export interface ProgramValue {
  /** The program's own name, without folders. */
  readonly name: string;
  readonly argv: readonly string[];
  /** Canonical flags: `-r` and `-f` for `-rf`, `--recursive` stays long unless its short form is known. */
  readonly flags: readonly string[];
  /** Flags that may be there, where a cluster such as `-ofile` reads in two ways. */
  readonly perhaps?: readonly string[];
  /** True where some arguments are only known when the line runs, so that any flag may be there. */
  readonly open?: true;
}
/** A value of no declared shape; no condition may look inside. */
export interface JsonValue {
  readonly kind: 'json';
  readonly json: Json;
}

/** Plain JSON, as it crosses every border. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** The third truth value: what could not be evaluated. Carried by reference, never by message. */
export const unknown: unique symbol = Symbol('unknown');
/** The type of `unknown`. */
export type Unknown = typeof unknown;

/** Strong Kleene truth. */
export type Truth = boolean | Unknown;
