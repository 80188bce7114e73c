import type { ErrorCode, LiveEvent, Methods, SessionBootstrapResult } from "./contract.js";

export * from "./contract.js";

/** Calls to one server, typed by the contract: `client.message.send({ channel_id: 1, text: "hi" })`. */
export interface CollabClient extends Methods {}

export class CollabClient {
  constructor(base: string | URL, options?: ClientOptions);
  readonly base: URL;
  /** A client of the same server that authenticates with this token. */
  as(token: string): CollabClient;
  /** Call any method by its name. */
  call(method: string, params?: object, options?: { signal?: AbortSignal }): Promise<any>;
  /** Follow the events of this client's user: each event once and in order. The session resumes by itself. */
  live(listener: Listener, options?: LiveOptions): LiveSession;
}

export interface ClientOptions {
  /** The token of `auth.login`. In a browser, the session cookie authenticates the calls as well. */
  token?: string;
  /** How long a call is repeated while no answer arrives: 20,000 by default, 0 for never. */
  retryForMs?: number;
  fetch?: typeof fetch;
}

export interface LiveOptions {
  /** For a platform that has no WebSocket of its own (Node 20). */
  WebSocket?: any;
  /** Uniform in [0, 1); scatters the delays between two attempts. */
  random?: () => number;
}

export interface Listener {
  booted?(state: SessionBootstrapResult): void;
  event(event: LiveEvent): void;
  state?(state: "connecting" | "open" | "waiting" | "stopped", why: string): void;
}

export class LiveSession {
  /** Resolves with the reason when the session has stopped. */
  readonly ended: Promise<string>;
  close(): void;
}

export class RpcError extends Error {
  /** The JSON-RPC error code, or 0 when no answer arrived. */
  readonly code: number;
  /** The error name of the contract. */
  readonly reason: ErrorCode | "unreachable" | "";
  readonly data: Record<string, any>;
  /** How long to wait before the next attempt, for a temporary failure. */
  readonly retryAfterMs?: number;
  /** Whether the same call may succeed later, unchanged. */
  readonly passing: boolean;
  /** Whether the server may have executed the call although it failed. */
  readonly mayHaveHappened: boolean;
  /** Whether the caller has no valid session. */
  readonly signedOut: boolean;
}

/** Which methods may be repeated: a mutating one under its `op_id`, a query unchanged. */
export const METHODS: Readonly<Record<string, { mutating: boolean; query: boolean }>>;
