import type { Unmet } from './case.ts';

// What keeps a tier from holding more than one case.

export const hostEnds: Unmet = { what: 'the host ends', ends: 'host' };

export const noIntl: Unmet = { what: 'no Intl', ends: ['error'], says: /Intl/ };

export const seesNoMemory: Unmet = {
  what: 'out of memory is an error the guest sees',
  ends: ['error'],
  says: /out of memory/,
};
