const changes = 20;
const alike: Readonly<Record<string, string>> = { a: 'а', e: 'е', o: 'о', c: 'с', p: 'р', i: 'і' };

/**
 * A text with twenty of its letters drawn by others or with nothing seen between them, spread over it; as
 * one would send it to have ordinary mail taken for an attack. The same text gives the same noise.
 */
export function noisy(text: string): string {
  const places = [...text.matchAll(/[aeocpi]/g)].map(({ index }) => index);
  const step = Math.max(1, Math.floor(places.length / changes));
  const chosen = new Set(places.filter((_, at) => at % step === 0).slice(0, changes));
  return [...text.split('')]
    .map((unit, at) => {
      if (!chosen.has(at)) return unit;
      return at % 2 === 0 ? (alike[unit] ?? unit) : `${unit}\u200b`;
    })
    .join('');
}
