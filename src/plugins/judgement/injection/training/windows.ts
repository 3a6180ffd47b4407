import { segmentsOf } from '../model/segments.ts';
import { drawn } from '../normalise/characters.ts';
import { unitsOf } from '../normalise/units.ts';
import { plainView } from '../normalise/view.ts';
import type { Example } from './corpus/corpus.ts';
import { type Sample, sampleOf } from './fit.ts';

/** So much of a stretch, or of an order, has to be the order for the stretch to stand for it. */
const share = 0.6;
/** No text gives more stretches than this. */
const most = 24;

/**
 * The stretches of a text that a model weighs when it reads it, each with what it is: segments, alone and with
 * the one before. Stretches that hold a bit of an order and much else stand for nothing.
 */
export function samplesOf({ text: given, order: written }: Example): readonly Sample[] {
  const text = drawn(plainView(given)).view.text;
  const order = written === undefined ? undefined : drawn(plainView(written)).view.text;
  const from = order === undefined ? -1 : text.indexOf(order);
  const to = order === undefined || from === -1 ? -1 : from + order.length;
  const ends = segmentsOf(unitsOf(text), text.length);
  const found: Sample[] = [];
  const put = (start: number, end: number): void => {
    const inside = Math.max(0, Math.min(end, to) - Math.max(start, from));
    const enough = inside >= share * (end - start) || inside >= share * (to - from);
    if (inside > 0 && !enough) return;
    found.push(sampleOf(text.slice(start, end), inside > 0));
  };
  for (const [at, end] of ends.entries()) {
    const start = ends[at - 1] ?? 0;
    put(start, end);
    if (at > 0) put(ends[at - 2] ?? 0, end);
    if (found.length >= most) break;
  }
  return found;
}
