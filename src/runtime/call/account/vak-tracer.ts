import type { ActiveSpan, Attributes, SpanSink } from '../../contract/records.ts';
import type { Faults } from '../../kernel/faults.ts';

/** A span under way, in every sink that looks. None of its methods throws. */
export interface Span {
  /** W3C `traceparent` to hand on: the first sink's own, else that of whoever asked. */
  readonly traceparent: string | undefined;
  /** Something that happened within it. */
  event(name: string, attributes?: Attributes): void;
  /** A span within this one. */
  child(name: string, attributes?: Attributes): Span;
  /** Ends it; a second time does nothing. `error` says what kind of thing went wrong, without values. */
  end(result?: { readonly attributes?: Attributes; readonly error?: string }): void;
}

const form =
  /^(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * A context as it is handed on: not at all where it is not well-formed, and one of a later version of W3C
 * Trace Context as what version 00 knows of it.
 */
export function handedOn(traceparent: string | undefined): string | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, version, ids, flags = '', more] = form.exec(traceparent) ?? [];
  if (version === undefined) return undefined;
  if (version !== '00') return `00-${ids}-0${Number.parseInt(flags, 16) & 1}`;
  return more === undefined ? traceparent : undefined;
}

const nothing = (): void => undefined;

/** A span that nobody looks at: it hands on the context it was given. */
const silent = (traceparent: string | undefined): Span => {
  const span: Span = { traceparent, event: nothing, child: () => span, end: nothing };
  return span;
};
const unseen = silent(undefined);

/** A span in one sink, and the context that this sink hands on. */
interface Begun {
  readonly sink: SpanSink;
  readonly span: ActiveSpan;
  readonly context: string | undefined;
}

/** Throws whatever the sink throws, and for what is no span. */
function beginIn(sink: SpanSink, of: Parameters<SpanSink['begin']>[0]): Begun {
  const span: unknown = sink.begin(of);
  if (typeof span !== 'object' || span === null) throw new TypeError('`begin` gave no span');
  const begun = span as ActiveSpan;
  return { sink, span: begun, context: handedOn(begun.traceparent) };
}

/**
 * Begins spans in every sink of the facet `trace`. The one that calls are traced by; a host uses it for
 * spans of its own around them. While no sink looks, a span costs a few nanoseconds. What a sink throws is
 * counted and named in `health()`.
 */
export class VakTracer {
  readonly #sinks: readonly SpanSink[];
  readonly #faults: Faults;
  readonly #now: () => number;

  constructor(sinks: readonly SpanSink[], faults: Faults, now: () => number) {
    this.#sinks = sinks;
    this.#faults = faults;
    this.#now = now;
  }

  /** True while nobody would see a span or a measure. */
  get idle(): boolean {
    for (const sink of this.#sinks) if (this.#looks(sink)) return false;
    return true;
  }

  /** The sinks that look now. */
  get looking(): readonly SpanSink[] {
    return this.#sinks.filter((sink) => this.#looks(sink));
  }

  /** A sink that cannot tell does not look. */
  #looks(sink: SpanSink): boolean {
    try {
      return sink.idle !== true;
    } catch (cause) {
      this.#faults.add(sink.name, cause);
      return false;
    }
  }

  /**
   * Begins a span, within `traceparent` where that is a well-formed W3C context. Attributes outside `gen_ai.*` and `vak.*`
   * are dropped by the sinks, and known secrets are blanked. Baggage is neither read nor handed on.
   *
   * @example
   * const turn = vak.tracer.begin('chat turn');
   * await session.call('orders.read', { id: '1' }, { traceparent: turn.traceparent });
   * turn.end();
   */
  begin(
    name: string,
    of: { traceparent?: string | undefined; attributes?: Attributes } = {},
  ): Span {
    const { traceparent, attributes = {} } = of;
    const parent = handedOn(traceparent);
    if (this.idle) return parent === undefined ? unseen : silent(parent);
    return this.#begin(
      name,
      attributes,
      parent,
      this.looking.map((sink) => ({ sink, parent })),
    );
  }

  #begin(
    name: string,
    attributes: Attributes,
    given: string | undefined,
    within: readonly { readonly sink: SpanSink; readonly parent: string | undefined }[],
  ): Span {
    const faults = this.#faults;
    const at = this.#now();
    const active = within.flatMap(({ sink, parent }): Begun[] => {
      const begun = { name, at, traceparent: parent, attributes };
      const made = faults.guard(sink.name, () => beginIn(sink, begun));
      return made === undefined ? [] : [made];
    });
    const own = active.map(({ context }) => context).find((context) => context !== undefined);
    const traceparent = own ?? given;
    let ended = false;
    return {
      traceparent,
      event: (event, of) => {
        for (const { sink, span } of active) faults.guard(sink.name, () => span.event(event, of));
      },
      child: (inner, of = {}) => {
        const inside = active.map(({ sink, context }) => ({ sink, parent: context ?? given }));
        return this.#begin(inner, of, traceparent, inside);
      },
      end: ({ attributes: last = {}, error } = {}) => {
        if (ended) return;
        ended = true;
        const result = { attributes: last, ...(error === undefined ? {} : { error }) };
        for (const { sink, span } of active) faults.guard(sink.name, () => span.end(result));
      },
    };
  }
}
