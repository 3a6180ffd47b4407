/** Whether a released version is a floor or newer. Anything that is not `n.n.n` is not. */
export function atLeast(version: string, floor: string): boolean {
  const [has, needs] = [numbers(version), numbers(floor)];
  if (has === undefined || needs === undefined) return false;
  for (let i = 0; i < 3; i += 1) {
    const difference = (has[i] ?? 0) - (needs[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): readonly number[] | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  return parts === null ? undefined : parts.slice(1).map(Number);
}
