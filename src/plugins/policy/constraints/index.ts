import {
  ConstraintAnalyst,
  ConstraintSolver,
  definePlugin,
  every,
  HostSide,
  OpinionSource,
  PlanInForce,
  type StandardSchema,
} from '../../../runtime/contract/index.ts';
import { constraintAnalyst } from './analyst.ts';
import { constraintVoice } from './constraints.ts';
import { constraintsFrom } from './files.ts';

const name = 'vak/constraints';

/** The facts of `use "vak/constraints" for opinions { … }`: files in YAML or JSON. */
interface ConstraintsConfig {
  readonly files?: readonly string[];
}

const config: StandardSchema<ConstraintsConfig> = {
  '~standard': {
    version: 1,
    vendor: 'vak',
    validate(value) {
      const given = (value ?? {}) as Readonly<Record<string, unknown>>;
      const stray = Object.keys(given).find((key) => key !== 'files');
      if (stray !== undefined)
        return { issues: [{ path: [stray], message: 'there is no such key' }] };
      const { files } = given;
      const isList = Array.isArray(files) && files.length > 0;
      if (files !== undefined && !(isList && files.every((each) => typeof each === 'string'))) {
        return { issues: [{ path: ['files'], message: '`files` is a list of names of files' }] };
      }
      return { value: files === undefined ? {} : { files: files as string[] } };
    },
  },
};

/** What must hold for every call of a tool, whatever the rules permit: in blocks, and in files. */
export default definePlugin<ConstraintsConfig>({
  name,
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [OpinionSource, ConstraintAnalyst],
  requires: [PlanInForce, HostSide, every(ConstraintSolver)],
  config,
  setup({ config: { files = [] }, add }) {
    const wholePlan = ({ plan }: PlanInForce, { base, texts }: HostSide) => {
      const declaredIn = plan.uses.find((one) => one.package === name)?.declaredIn ?? plan.file;
      const more = constraintsFrom(files, plan, { base, declaredIn, texts });
      return { ...plan, constraints: [...plan.constraints, ...more] };
    };
    add(OpinionSource, [PlanInForce, HostSide], (force, host) =>
      constraintVoice(wholePlan(force, host)),
    );
    add(
      ConstraintAnalyst,
      [PlanInForce, HostSide, every(ConstraintSolver)],
      (force, host, solvers) => constraintAnalyst(wholePlan(force, host), solvers),
    );
  },
});
