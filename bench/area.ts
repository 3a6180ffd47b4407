import type { Result } from './result.ts';

// Runs one area in this process and hands its results to the parent: `node area.ts AREA FILTER`.

interface Area {
  /** `filter` is the beginning of the names wanted; an area may measure more. */
  run(filter: string): Promise<readonly Result[]>;
}

const [name = '', filter = ''] = process.argv.slice(2);
// An area's own prints are notes: stdout belongs to the parent's document.
console.log = console.error;
const area = (await import(new URL(`${name}.ts`, import.meta.url).href)) as Area;
const results = await area.run(filter);
process.send?.(results, () => process.exit(0));
