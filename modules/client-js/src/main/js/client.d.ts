import type { ErrorCode, LiveEvent, Methods, SessionBootstrapResult } from "./contract.js";

export * from "./contract.js";

/** Calls to one server, typed by the contract: `client.message.send({ channel_id: 1, text: "hi" })`. */
export interface CollabClient extends Methods {}

export class CollabClient {
  constructor(base: string | URL, options?: ClientOptions);
  readonly base: URL;
  /** The same server, as the owner of this token. */
  as(token: string): CollabClient;
  /** Any method by its name. */
  call(method: string, params?: object, options?: { signal?: AbortSignal }): Promise<any>;
  /** Follows what this client's user is told: every event once and in order, resumed by itself. */
  live(listener: Listener, options?: LiveOptions): LiveSession;
}

export interface ClientOptions {
  /** Of `auth.login`; in a browser the session cookie serves as well. */
  token?: string;
  /** How long a call is repeated while nobody answers; 20,000 by default, 0 for never. */
  retryForMs?: number;
  fetch?: typeof fetch;
}

export interface LiveOptions {
  /** Where the platform has none of its own (Node 20). */
  WebSocket?: any;
  random?: () => number;
}

export interface Listener {
  booted?(state: SessionBootstrapResult): void;
  event(event: LiveEvent): void;
  state?(state: "connecting" | "open" | "waiting" | "stopped", why: string): void;
}

export class LiveSession {
  /** Resolves, with the reason, when the session has stopped. */
  readonly ended: Promise<string>;
  close(): void;
}

export class RpcError extends Error {
  /** JSON-RPC's, or 0 when nobody answered. */
  readonly code: number;
  /** The stable word of the cause. */
  readonly reason: ErrorCode | "unreachable" | "";
  readonly data: Record<string, any>;
  readonly retryAfterMs?: number;
  /** Whether the same call may succeed later, unchanged. */
  readonly passing: boolean;
  /** Whether it may have been executed all the same. */
  readonly mayHaveHappened: boolean;
}

export const METHODS: Readonly<Record<string, { mutating: boolean; query: boolean }>>;
