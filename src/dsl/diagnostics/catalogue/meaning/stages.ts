import { entry } from '../../catalogue.ts';

const pipeline = (stages: string): string => `pipeline judge for desk {\n${stages}\n}`;

const scorer = 'use "vak/steps" for scorers as steps\n';

/** Codes VAK422x and VAK423x: gates, pipelines and their stages. */
export const stages = {
  gateIncomplete: entry<{ readonly gate: string; readonly wanted: string }>({
    code: 'VAK4220',
    severity: 'error',
    title: 'a gate that lacks a part',
    message: ({ gate, wanted }) => `gate \`${gate}\` has no ${wanted}`,
    page: {
      bad: `${scorer}gate sound for desk {\n  score with steps\n  forbid when score < 0.4\n}`,
      why: 'A gate says which calls are scored and by which scorer. Where one of the two is missing it would look like a check and never be one. Without a line `forbid when …` or `require approval from … when …` it forbids below 0.7, and below 0.85 what does more than look.',
      good: `${scorer}gate sound for desk {\n  on refunds.issue\n  score with steps\n  forbid when score < 0.4\n}`,
    },
  }),
  notAScorer: entry<{ readonly name: string }>({
    code: 'VAK4221',
    severity: 'error',
    title: 'a gate scored by what is no scorer',
    message: ({ name }) => `\`${name}\` is used for something else than \`scorers\``,
    page: {
      bad: 'use "./hours.ts" for opinions as hours\ngate sound for desk {\n  on refunds.issue\n  score with hours\n  forbid when score < 0.4\n}',
      why: 'A gate asks a plugin that the file uses `for scorers`, under the name given with `as`.',
      good: `${scorer}gate sound for desk {\n  on refunds.issue\n  score with steps\n  forbid when score < 0.4\n}`,
    },
  }),
  pipelineEmpty: entry<{ readonly pipeline: string }>({
    code: 'VAK4230',
    severity: 'error',
    title: 'a pipeline without a stage',
    message: ({ pipeline: name }) => `\`${name}\` has no stage`,
    page: {
      bad: pipeline('  otherwise forbid'),
      why: 'A pipeline asks its stages in the order in which they stand. Without one it asks nothing and never objects.',
      good: pipeline('  stage facts: symbolic { facts: [lookup.order] }'),
    },
  }),
  unknownStageKind: entry<{ readonly kind: string }>({
    code: 'VAK4231',
    severity: 'error',
    title: 'a kind of stage that does not exist',
    message: ({ kind }) => `there is no kind of stage \`${kind}\``,
    page: {
      bad: pipeline('  stage facts: symbolc { facts: [lookup.order] }'),
      why: 'A stage is `symbolic`, `prm` or `neural`, or carries the name that a `use … for stages as …` gives to the plugin that answers it.',
      good: pipeline('  stage facts: symbolic { facts: [lookup.order] }'),
    },
  }),
  stageIdle: entry<{ readonly stage: string; readonly wanted: string }>({
    code: 'VAK4232',
    severity: 'error',
    title: 'a stage that asks nothing',
    message: ({ stage, wanted }) => `stage \`${stage}\` asks nothing; it wants ${wanted}`,
    page: {
      bad: pipeline('  stage facts: symbolic'),
      why: 'A stage that has nothing to look at would pass every call and look like a check. A symbolic one says which `facts` must be known, which constraints to `check` or which `rules` to derive by; a `prm` one names its `gate`.',
      good: pipeline('  stage facts: symbolic { facts: [lookup.order] }'),
    },
  }),
  badFallback: entry<{ readonly stage: string; readonly fallback: string }>({
    code: 'VAK4233',
    severity: 'error',
    title: 'a stage cannot stand in for another',
    message: ({ stage, fallback }) =>
      `\`${fallback}\` is no stage behind \`${stage}\`, so it cannot stand in for it`,
    page: {
      bad: pipeline(
        '  stage rules: symbolic { rules: "./rules.dl", fallback: rules }\n  otherwise forbid',
      ),
      why: 'Where a stage throws or is late, the stage that `fallback` names must answer in its place. It stands further down in the same pipeline, so that no two wait for each other.',
      good: pipeline(
        '  stage rules: symbolic { rules: "./rules.dl", fallback: facts }\n  stage facts: symbolic { facts: [lookup.order] }\n  otherwise forbid',
      ),
    },
  }),
};
