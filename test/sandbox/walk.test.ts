import ivm from 'isolated-vm';
import { expect, test } from 'vitest';
import { bareRealm, walkOfGuest } from './walk.ts';

const bare = JSON.stringify(bareRealm());

/** What the walk finds in an isolate where something was left lying about. */
async function foundWith(leave: (context: ivm.Context) => Promise<void>): Promise<string> {
  const isolate = new ivm.Isolate({ memoryLimit: 64 });
  try {
    const context = await isolate.createContext();
    await leave(context);
    const body = walkOfGuest.replaceAll('import.meta', '({})').replaceAll("import('node:fs')", '1');
    const walk = `(async (args, host) => { ${body} })(${bare}, {}).then(JSON.stringify)`;
    return (await context.eval(walk, { promise: true })) as string;
  } finally {
    isolate.dispose();
  }
}

test('the walk that the cases rest on finds a handle, a host function and a foreign realm, wherever they lie', async () => {
  const clean = await foundWith(async () => {});
  expect(clean).not.toMatch(/applySync|planted/);
  const reference = await foundWith((context) =>
    context.global.set('planted', new ivm.Reference({})),
  );
  expect(reference).toContain('planted');
  const callback = await foundWith((context) =>
    context.evalClosure('Promise.prototype.then.hidden = $0', [new ivm.Callback(() => 1)]),
  );
  expect(callback).toContain('hidden');
  const copy = await foundWith((context) =>
    context.evalClosure('Object.defineProperty(Math, Symbol("deep"), { get: () => $0 })', [
      new ivm.ExternalCopy({ a: 1 }),
    ]),
  );
  expect(copy).toMatch(/Symbol\(deep\)/);
});
