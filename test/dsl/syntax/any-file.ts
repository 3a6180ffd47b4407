import { sample, samples } from './read.ts';

/** A generator of numbers below `limit` that gives the same ones for the same seed. */
function dice(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const texts = samples.map(sample);
const words = texts.join(' ').split(/\s+/);

/** Random bytes, random words, or a sample with random cuts: whatever a file may hold. */
export function anyFile(seed: number): string {
  const roll = dice(seed);
  const size = roll(600);
  switch (seed % 4) {
    case 0:
      return Buffer.from(Array.from({ length: size }, () => roll(256))).toString('utf8');
    case 1:
      return String.fromCharCode(...Array.from({ length: size }, () => roll(65536)));
    case 2:
      return Array.from({ length: size / 4 }, () => words[roll(words.length)]).join(' ');
    default: {
      let text = texts[roll(texts.length)] ?? '';
      for (let cuts = roll(6) + 1; cuts > 0; cuts -= 1) {
        const at = roll(text.length);
        const put = words[roll(words.length)] ?? '';
        text = text.slice(0, at) + (roll(2) === 0 ? put : '') + text.slice(at + roll(40));
      }
      return text;
    }
  }
}
