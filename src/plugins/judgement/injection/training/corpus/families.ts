import { attackFamilies, plantedFamilies } from './attack/attack-families.ts';
import { attackSlots, languageSlots } from './attack/attack-slots.ts';
import { foreignFamilies, foreignPlanted, foreignSlots } from './attack/foreign.ts';
import { personaKinds, personaSlots } from './attack/personas.ts';
import { furtherPlanted, plantedSlots } from './attack/planted.ts';
import { pressureFamilies, pressureSlots } from './attack/pressure.ts';
import type { Slots } from './grammar.ts';
import { type Kind, single } from './kind.ts';
import { documentKinds, documentSlots } from './ordinary/documents.ts';
import { messageFamilies, messageSlots } from './ordinary/messages.ts';
import { promptFamilies, promptKinds, promptSlots } from './ordinary/prompts.ts';
import { proseKinds, proseSlots } from './ordinary/prose.ts';
import { recordKinds, recordSlots } from './ordinary/records.ts';

/** What may stand in a slot of any template. */
export const slots: Slots = {
  ...attackSlots,
  ...languageSlots,
  ...foreignSlots,
  ...personaSlots,
  ...pressureSlots,
  ...plantedSlots,
  ...documentSlots,
  ...messageSlots,
  ...promptSlots,
  ...proseSlots,
  ...recordSlots,
};

/** Families by name. */
export type Families = readonly (readonly [string, Kind])[];

const singles = (...of: readonly Slots[]): Families =>
  of.flatMap((each) =>
    Object.entries(each).map(([family, lines]) => [family, single(lines)] as const),
  );

/** Attacks in a message of a user. */
export const attacks: Families = [
  ...singles(attackFamilies, pressureFamilies, foreignFamilies),
  ...Object.entries(personaKinds),
];

/** Orders to a model inside of what a tool brings back. */
export const planted: Families = singles(plantedFamilies, furtherPlanted, foreignPlanted);

/** Ordinary messages of users. */
export const messages: Families = [
  ...singles(messageFamilies, promptFamilies),
  ...Object.entries(promptKinds),
];

/** Ordinary results of tools. */
export const documents: Families = [
  ...Object.entries(documentKinds),
  ...Object.entries(proseKinds),
  ...Object.entries(recordKinds),
];
