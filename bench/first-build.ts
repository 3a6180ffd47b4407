import { once } from './decision-build.ts';
import { planOf } from './decision-plan.ts';

// Makes one engine of so many rules, the first of this process: `node first-build.ts SIZE` prints
// `[build, first]` in ms. The plan comes out of JSON, as one that was kept does.

const plan = JSON.parse(JSON.stringify(planOf(Number(process.argv[2])))) as ReturnType<
  typeof planOf
>;
process.stdout.write(JSON.stringify(once(plan)));
