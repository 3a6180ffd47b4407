import { canonicalJson, type StreamEvent } from '../../../runtime/contract/index.ts';

/** An event as one line of canonical JSON: `{ entry, index, level }`. */
export const lineOf = ({ index, level, entry }: StreamEvent): string =>
  `${canonicalJson({ index, level, entry })}\n`;
