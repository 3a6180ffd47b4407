import ivm from 'isolated-vm';
import { PostedText } from './mailbox.ts';
import { prelude } from './prelude.ts';

/** Walks through what most calls need, so that the engine has compiled it. */
const rehearsal = `(async (args, host) => {
  host.log(args);
  const got = await host.a.b({ list: [1, 'x', true, null] });
  return { got, args: [args] };
})`;
const offer = { offers: ['a.b'], withholds: [], calls: 1, parallel: 1, bytes: 1024 };

let kept: ivm.ExternalCopy<ArrayBuffer> | undefined;

/**
 * Keeps what the engine makes of the prelude, with all of it compiled that most calls use, for every
 * realm that `prime` makes from now on. It is machine code: made in an isolate that no guest enters.
 */
export function mould(): void {
  if (kept !== undefined) return;
  const isolate = new ivm.Isolate({ memoryLimit: 32 });
  const context = isolate.createContextSync();
  const entries = prime(isolate, context);
  const enter = (name: string, ...args: unknown[]): unknown =>
    entries.getSync(name, { reference: true }).applySync(undefined, args, { timeout: 1000 });
  const main = context.evalSync(rehearsal, { reference: true });
  const memory = new ivm.ExternalCopy(new PostedText().memory).copyInto();
  enter('enter', '{}', JSON.stringify(offer), main.derefInto(), memory);
  enter('poll');
  enter('settle', '[[1,true,{}]]');
  enter('poll');
  enter('logs');
  // The engine finds the very text again, and gives what it has compiled of it since.
  const made: unknown = isolate.compileScriptSync(prelude, { produceCachedData: true });
  kept = (made as ivm.CachedDataResult).cachedData;
  isolate.dispose();
}

/** Makes a realm ready for a guest: runs the prelude, and gives its entries. */
export function prime(isolate: ivm.Isolate, context: ivm.Context): ivm.Reference {
  const cached = kept === undefined ? {} : { cachedData: kept };
  const script = isolate.compileScriptSync(prelude, cached);
  return script.runSync(context, { reference: true, timeout: 1000 });
}
