import type { Random } from './random.ts';

/** How often an order stands in the open. */
const open = 0.55;

/** Where orders hide in pages, files and records; the reader of the source sees each as it is. */
const places: readonly ((order: string) => string)[] = [
  (order) => `<!-- ${order} -->`,
  (order) => `<span style="display:none">${order}</span>`,
  (order) => `<p style="font-size:0;color:#fff">${order}</p>`,
  (order) => `<img src="a.png" alt="${order}">`,
  (order) => `// ${order}`,
  (order) => `# ${order}`,
  (order) => `/* ${order} */`,
  (order) => `"""${order}"""`,
  (order) => `[//]: # (${order})`,
  (order) => `"note": "${order}"`,
  (order) => `{"comment": "${order}", "rating": 5}`,
  (order) => `| ${order} |`,
  (order) => `> ${order}`,
  (order) => `- ${order}`,
  (order) => `(${order})`,
  (order) => `\n\n${order}\n\n`,
  (order) => `User-Agent: ${order}`,
  (order) => `Title: ${order}`,
  (order) => `print("${order}")`,
  (order) => `<meta name="description" content="${order}">`,
];

/** An order as it is put into a text: in the open, or where people do not look. */
export function hide(order: string, random: Random): string {
  return random.chance(open) ? order : random.pick(places)(order);
}
