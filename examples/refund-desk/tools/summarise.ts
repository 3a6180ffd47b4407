/** Remembers every ending of every ending of a text, which is more than any machine has room for. */
export default function summarise({ text }: { text: string }): { text: string; words: number } {
  const seen = new Map<string, readonly string[]>();
  for (let round = 0; ; round += 1) {
    const words = text.split(' ').map((word, index) => `${word}.${round}.${index}`);
    seen.set(words.join(' '), words);
    if (round > text.length * 1_000_000) return { text: words.join(' '), words: seen.size };
  }
}
