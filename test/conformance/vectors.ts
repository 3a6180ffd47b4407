import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalJson } from '../../src/dsl/plan/canonical.ts';
import type { Json } from '../../src/dsl/values/value.ts';
import type { Hash } from '../../src/runtime/evidence/tree/hash.ts';
import { verifyConsistency, verifyInclusion } from '../../src/runtime/evidence/tree/proof.ts';

/** One published case: where it stands, and whether vak says what it says. */
export interface Checked {
  readonly file: string;
  readonly agrees: boolean;
}

interface InclusionVector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string | null;
  readonly leafHash: string | null;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

interface ConsistencyVector {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string | null;
  readonly root2: string | null;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

/**
 * Runs the published vectors of a folder: `tlog/testdata/{inclusion,consistency}` (RFC 6962 proofs) and
 * `jcs/testdata/{input,output}` (RFC 8785).
 */
export function checkVectors(folder: string): readonly Checked[] {
  const tlog = join(folder, 'tlog', 'testdata');
  const jcs = join(folder, 'jcs', 'testdata');
  return [
    ...filesBelow(join(tlog, 'inclusion')).map((file) => ({ file, agrees: inclusion(read(file)) })),
    ...filesBelow(join(tlog, 'consistency')).map((file) => ({
      file,
      agrees: consistency(read(file)),
    })),
    ...filesBelow(join(jcs, 'input')).map((file) => {
      const expected = readFileSync(join(jcs, 'output', basename(file)), 'utf8');
      return { file, agrees: canonicalJson(read<Json>(file)) === expected };
    }),
  ];
}

function inclusion(vector: InclusionVector): boolean {
  const { leafIdx: index, treeSize: size, wantErr } = vector;
  const [leaf, root, path] = [hash(vector.leafHash), hash(vector.root), hashes(vector.proof)];
  return verifyInclusion({ index, size, leaf, root, path }) === !wantErr;
}

function consistency(vector: ConsistencyVector): boolean {
  const { size1: oldSize, size2: size, wantErr } = vector;
  const [oldRoot, root, path] = [hash(vector.root1), hash(vector.root2), hashes(vector.proof)];
  return verifyConsistency({ oldSize, oldRoot, size, root, path }) === !wantErr;
}

/** Some vectors hold bytes that are no hash, to see them refused or never looked at. */
const hash = (text: string | null): Hash =>
  Buffer.from(text ?? '', 'base64').toString('latin1') as Hash;

const hashes = (texts: readonly string[] | null): readonly Hash[] => (texts ?? []).map(hash);

const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (folder === undefined) {
    process.stderr.write('usage: vectors FOLDER\n');
    process.exit(2);
  }
  const checked = checkVectors(folder);
  const wrong = checked.filter(({ agrees }) => !agrees);
  for (const { file } of wrong) process.stdout.write(`differs: ${file}\n`);
  process.stdout.write(`${checked.length - wrong.length} of ${checked.length} vectors agree\n`);
  process.exit(wrong.length === 0 && checked.length > 0 ? 0 : 1);
}
