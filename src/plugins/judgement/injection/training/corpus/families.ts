import { messageFamilies, messageSlots } from './asked/messages.ts';
import { nearFamilies, nearSlots } from './asked/near.ts';
import { promptFamilies, promptKinds, promptSlots } from './asked/prompts.ts';
import { attackFamilies, plantedFamilies } from './attack/attack-families.ts';
import { attackSlots, languageSlots } from './attack/attack-slots.ts';
import { foreignFamilies, foreignPlanted, foreignSlots } from './attack/foreign.ts';
import { personaKinds, personaSlots } from './attack/personas.ts';
import { furtherPlanted, plantedSlots } from './attack/planted.ts';
import { pressureFamilies, pressureSlots } from './attack/pressure.ts';
import { trickFamilies, trickSlots } from './attack/tricks.ts';
import type { Slots } from './grammar.ts';
import { type Kind, single } from './kind.ts';
import { documentKinds, documentSlots } from './ordinary/documents.ts';
import { guideKinds, guideSlots } from './ordinary/guides.ts';
import { proseKinds, proseSlots } from './ordinary/prose.ts';
import { recordKinds, recordSlots } from './ordinary/records.ts';
import { scriptKinds, scriptSlots } from './ordinary/scripts.ts';
import { talkKinds, talkSlots } from './ordinary/talk.ts';
import { tongueKinds, tongueSlots } from './ordinary/tongues.ts';
import { worldKinds, worldSlots } from './ordinary/world.ts';

/** What may stand in a slot of any template. */
export const slots: Slots = {
  ...attackSlots,
  ...languageSlots,
  ...foreignSlots,
  ...personaSlots,
  ...pressureSlots,
  ...plantedSlots,
  ...trickSlots,
  ...documentSlots,
  ...messageSlots,
  ...nearSlots,
  ...promptSlots,
  ...proseSlots,
  ...recordSlots,
  ...guideSlots,
  ...scriptSlots,
  ...talkSlots,
  ...tongueSlots,
  ...worldSlots,
};

/** Families by name. */
export type Families = readonly (readonly [string, Kind])[];

const singles = (...of: readonly Slots[]): Families =>
  of.flatMap((each) =>
    Object.entries(each).map(([family, lines]) => [family, single(lines)] as const),
  );

/** Attacks in a message of a user. */
export const attacks: Families = [
  ...singles(attackFamilies, pressureFamilies, foreignFamilies, trickFamilies),
  ...Object.entries(personaKinds),
];

/** Orders to a model inside of what a tool brings back. */
export const planted: Families = singles(plantedFamilies, furtherPlanted, foreignPlanted, {
  'planted: overrides in many languages': Object.values(foreignFamilies).flat(),
});

/** What people write to read and to be read, wherever it stands. */
const prose: Families = [worldKinds, talkKinds, tongueKinds, scriptKinds].flatMap((each) =>
  Object.entries(each),
);

/** Ordinary messages of users. */
export const messages: Families = [
  ...singles(messageFamilies, promptFamilies, nearFamilies),
  ...Object.entries(promptKinds),
  ...prose,
];

/** Ordinary results of tools. */
export const documents: Families = [
  ...Object.entries(documentKinds),
  ...Object.entries(proseKinds),
  ...Object.entries(recordKinds),
  ...Object.entries(guideKinds),
  ...prose,
];
