import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Labelled, readLabelled } from '../quality/labelled.ts';

/**
 * Examples from paths: a `.jsonl` file holds labelled texts; every other file, and every text file below
 * a folder, is an ordinary result.
 */
export function given(paths: readonly string[]): readonly Labelled[] {
  return paths.flatMap((path) => (path.endsWith('.jsonl') ? readLabelled(path) : ordinary(path)));
}

const root = new URL('../../../../../', import.meta.url);
/** What of this repository tells nothing of attacks. */
const plain = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'package.json', 'docs', 'grammar'],
  ...[
    'examples',
    'bench',
    'src/dsl',
    'src/runtime',
    'src/cli',
    'src/lsp',
    'src/plugins/policy',
    'src/plugins/records',
    'src/plugins/isolation',
  ],
];

/** The texts of this repository, which every clone has, as ordinary results. */
export const own = (): readonly Labelled[] =>
  plain.flatMap((name) => ordinary(fileURLToPath(new URL(name, root))));

const textFile = /\.(?:md|txt|ts|js|json|html|csv|yaml|yml|vak)$/;
const mostRead = 20_000;

function ordinary(path: string): readonly Labelled[] {
  if (statSync(path).isDirectory()) {
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => textFile.test(name))
      .sort()
      .flatMap((name) => ordinary(join(path, name)));
  }
  const text = readFileSync(path, 'utf8').slice(0, mostRead);
  return text === '' ? [] : [{ text, attack: false, channel: 'result', family: path }];
}
