import { heldOut } from './held-out.ts';

// npm run --silent held-out > FILE
// The held-out texts as `vak scan --report FILE` reads them, a line each.

process.stdout.write(
  heldOut()
    .map((each) => `${JSON.stringify(each)}\n`)
    .join(''),
);
