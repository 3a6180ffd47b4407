/**
 * Runs in the guest's realm before any guest code, as source text, like the shim. The function it gives
 * stops the guest's clock at `at` and makes its random numbers follow from `seed`: whatever else a guest
 * sees is the same in every run already.
 */
export function standstill(): (exact: string) => void {
  const parse = JSON.parse;
  const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const NativeDate = Date;
  const { imul } = Math;
  const codeAt = String.prototype.charCodeAt;
  const textOf = NativeDate.prototype.toString;
  const formats = typeof Intl === 'object' ? Intl.DateTimeFormat.prototype : undefined;
  const put = (target: object, name: string, value: unknown): void => {
    defineProperty(target, name, { value, writable: true, configurable: true });
  };

  /** Four words out of a text: each unit is mixed into all of them. */
  const words = (seed: string): number[] => {
    let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
    for (let i = 0; i < seed.length; i += 1) {
      const unit = apply(codeAt, seed, [i]) as number;
      a = b ^ imul(a ^ unit, 597399067);
      b = c ^ imul(b ^ unit, 2869860233);
      c = d ^ imul(c ^ unit, 951274213);
      d = a ^ imul(d ^ unit, 2716044179);
    }
    return [a, b, c, d];
  };

  /** The generator sfc32, with 53 bits for each number. */
  const generator = (seed: string): (() => number) => {
    let [a = 0, b = 0, c = 0, d = 0] = words(seed);
    const next = (): number => {
      const sum = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = ((c << 21) | (c >>> 11)) + sum;
      return sum >>> 0;
    };
    for (let i = 0; i < 12; i += 1) next();
    return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  };

  return (exact) => {
    const { at, seed } = parse(exact) as { readonly at: number; readonly seed: string };
    const StillDate = function (this: unknown, ...given: unknown[]): unknown {
      if (new.target === undefined) return apply(textOf, construct(NativeDate, [at]), []);
      return construct(NativeDate, given.length === 0 ? [at] : given, new.target);
    };
    defineProperty(StillDate, 'name', { value: 'Date', configurable: true });
    defineProperty(StillDate, 'length', { value: 7, configurable: true });
    defineProperty(StillDate, 'prototype', { value: NativeDate.prototype, writable: false });
    put(StillDate, 'now', () => at);
    put(StillDate, 'parse', NativeDate.parse);
    put(StillDate, 'UTC', NativeDate.UTC);
    put(NativeDate.prototype, 'constructor', StillDate);
    put(globalThis, 'Date', StillDate);
    put(Math, 'random', generator(seed));
    if (formats === undefined) return;
    const getFormat = getOwnPropertyDescriptor(formats, 'format')?.get as () => unknown;
    defineProperty(formats, 'format', {
      configurable: true,
      get(this: unknown) {
        const format = apply(getFormat, this, []) as (when: unknown) => string;
        return (when: unknown) => format(when === undefined ? at : when);
      },
    });
    const parts = formats.formatToParts;
    put(formats, 'formatToParts', function formatToParts(this: unknown, when: unknown) {
      return apply(parts, this, [when === undefined ? at : when]);
    });
  };
}
