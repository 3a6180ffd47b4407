import { caps, hostCaps, withoutHost } from '../../limits.ts';
import { doors } from './doors.ts';
import { longestPosted, mailbox } from './mailbox.ts';
import { sealer } from './sealer.ts';
import { shim } from './shim.ts';
import { standstill } from './standstill.ts';

const shimCaps = { ...caps, nameLength: hostCaps.nameLength, none: withoutHost, longestPosted };
/**
 * What every realm of a guest runs before any guest code, as source text. Strict, so that no function of
 * it shows as the `caller` of a guest's.
 */
export const prelude: string = `'use strict'; (${String(shim)})(${JSON.stringify(shimCaps)}, ${String(doors)}, ${String(standstill)}, ${String(sealer)}, ${String(mailbox)})`;
