import { describe, expect, test } from 'vitest';
import type { ContentStore } from '../../../../src/runtime/contract/index.ts';
import { largeIn, putBack, setApart } from '../../../../src/runtime/evidence/recording/apart.ts';

function store(): ContentStore & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    put: async (bytes) => {
      kept.set(`sha256:${kept.size}`, bytes);
      return `sha256:${kept.size - 1}`;
    },
    get: async (digest) => kept.get(digest),
  };
}

describe('a large value of an entry', () => {
  const entry = { kind: 'outcome', call: 'c', result: { text: 'x'.repeat(9_000), n: 1 } };

  test('is found by its size, and a small one is left', () => {
    expect(largeIn(entry)).toEqual(['result']);
    expect(largeIn({ kind: 'outcome', result: { text: 'x' } })).toBeUndefined();
    expect(largeIn({ args: Array.from({ length: 5_000 }, () => 1) })).toEqual(['args']);
    expect(largeIn({ args: { ['k'.repeat(9_000)]: 1 } })).toEqual(['args']);
  });

  test('goes into the store, and the entry names its digest and length', async () => {
    const kept = store();
    const leaf = await setApart(entry, ['result'], kept);
    expect(leaf).toEqual({
      kind: 'outcome',
      call: 'c',
      result: '[by digest]',
      content: { '/result': { digest: 'sha256:0', bytes: 9_017 } },
    });
    expect(await putBack(leaf, kept)).toEqual({ ...entry, content: leaf.content });
  });

  test('is never taken from a value that only looks like a place', async () => {
    const spelled = { kind: 'outcome', result: { digest: 'sha256:0', bytes: 1 } };
    expect(await putBack(spelled, store())).toEqual(spelled);
  });
});
