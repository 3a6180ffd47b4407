import type { Conversation } from '../host/conversation.ts';
import type { Asking, Greeting, Reply, Request } from '../wire.ts';

/**
 * Why a child is no more, by what the parent saw. `unheard`: it was gone before it had read the whole
 * request, so that no guest began.
 */
export type Death = 'time' | 'memory' | 'crash' | 'protocol' | 'abort' | 'unheard';

/** How a request ended, and how long after it was sent: answered, or with the child's death. */
export type Ended =
  | { readonly reply: Reply; readonly wallMs: number; readonly baseBytes?: number }
  | {
      readonly death: Death;
      /** What the child held before its first request. */
      readonly baseBytes?: number;
      readonly peakBytes: number;
      readonly wallMs: number;
      readonly reply?: undefined;
    };

/** What is asked of a child. */
export interface Errand {
  readonly request: Omit<Request, 'id'>;
  readonly payload: readonly string[];
  /** What the child may hold beyond its base. */
  readonly limitBytes: number;
  /** Where what the guest asks of its host goes. */
  readonly talk: Conversation;
  readonly signal: AbortSignal | undefined;
}

export function isGreeting(message: unknown): message is Greeting {
  return typeof message === 'object' && message !== null && 'ready' in message;
}

export function isAsking(message: unknown): message is Asking {
  return typeof message === 'object' && message !== null && 'asks' in message && 'id' in message;
}

export function isReply(message: unknown): message is Reply {
  if (typeof message !== 'object' || message === null) return false;
  const { id, answer, logs } = message as Partial<Reply>;
  return typeof id === 'number' && typeof answer?.end === 'string' && Array.isArray(logs);
}
