/** The name that a misspelt one most likely means: at most a third of its letters differ. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const each of known) {
    if (Math.abs(each.length - name.length) > 3) continue;
    const distance = distanceOf(name, each);
    if (distance <= Math.max(1, Math.floor(name.length / 3)) && distance < (best?.distance ?? 9)) {
      best = { name: each, distance };
    }
  }
  return best?.name;
}

function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
