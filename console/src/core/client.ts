/** Facade: one door to the REST API. It knows addresses, credentials, time-outs, retries and what errors mean. */

import { t } from "../texts/catalogue";
import type { Provider } from "./provider";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";

export interface Asked {
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Of the body; by default that of JSON, or of its lines. */
  readonly contentType?: string;
  readonly accept?: string;
  /** Whether it may be asked again; by default what only reads may. */
  readonly isRepeatable?: boolean;
}

export interface Credentials {
  /** The value of the header Authorization. */
  readonly header: string;
  readonly user: string;
  /** Where somebody logged in, if that was an identity provider, and what the next token is had for. */
  readonly provider?: Provider;
  readonly refresh?: string;
}

/** Why a request had no good answer, and what to do about it. */
export class RequestFailure extends Error {
  override readonly name = "RequestFailure";

  constructor(
    readonly kind: "refused" | "login" | "forbidden" | "busy" | "offline" | "timeout" | "broken",
    readonly status: number,
    readonly type: string,
    message: string,
    readonly answer: unknown = null,
  ) {
    super(message);
  }

  /** What to do, in words. */
  get advice(): string {
    return t(`advice.${this.kind}`);
  }

  /** Where in the request's body the fault is, as the server or the parser says; from 1. */
  get place(): { line: number; column: number } | null {
    const found = /\[(\d+):(\d+)\]|line: (\d+), column: (\d+)/.exec(this.message);
    return found ? { line: Number(found[1] ?? found[3]), column: Number(found[2] ?? found[4]) } : null;
  }
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly tookMs: number;
}

export interface Client {
  /** Returns the body, parsed. Throws RequestFailure, or AbortError if it was cancelled. */
  ask<Body = unknown>(method: Method, path: string, asked?: Asked): Promise<Body>;
  /** Returns the answer as it came, of whatever status. */
  raw(method: Method, path: string, asked?: Asked): Promise<Answer>;
  credentials: Credentials | null;
}

export interface ClientOptions {
  readonly base?: string;
  readonly fetch?: typeof fetch;
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly retries?: number;
  /** Told when the server wants to know who asks. */
  readonly onLogin?: () => void;
  /** Sees to fresh credentials where those there are have expired. Returns whether it could. */
  readonly renew?: () => Promise<boolean>;
}

const RETRIED = new Set([429, 502, 503, 504]);
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

export function createClient(options: ClientOptions = {}): Client {
  const { base = "", retries = 3, wait = sleep, onLogin = () => {}, renew = async () => false } = options;
  const send = options.fetch ?? ((...given: Parameters<typeof fetch>) => fetch(...given));

  const client: Client = {
    credentials: null,
    async raw(method, path, asked = {}) {
      const repeatable = asked.isRepeatable ?? (method === "GET" || method === "HEAD" || /_search|_count/.test(path));
      let isRenewed = false;
      for (let attempt = 0; ; attempt++) {
        const again = repeatable && attempt < retries;
        try {
          const { answer, after } = await once(method, path, asked);
          if (answer.status === 401) {
            // nothing was done for somebody who is not known: it may be asked again
            if (!isRenewed && (isRenewed = await renew())) continue;
            onLogin();
          }
          if (!again || !RETRIED.has(answer.status)) return answer;
          await wait(Math.min(after ?? FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS), asked.signal);
        } catch (failure) {
          if (!again || !(failure instanceof RequestFailure) || failure.kind !== "offline") throw failure;
          await wait(FIRST_WAIT_MS * 2 ** attempt, asked.signal);
        }
      }
    },
    async ask<Body>(method: Method, path: string, asked: Asked = {}) {
      const answer = await client.raw(method, path, asked);
      const body = parsed(answer);
      if (answer.status >= 400) throw refusal(answer.status, body);
      return body as Body;
    },
  };

  async function once(method: Method, path: string, asked: Asked) {
    const started = performance.now();
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), asked.timeoutMs ?? 60_000);
    const signal = asked.signal ? AbortSignal.any([asked.signal, timer.signal]) : timer.signal;
    try {
      const response = await send(base + path, { ...request(method, asked), signal });
      const text = await response.text();
      const seconds = Number(response.headers.get("retry-after"));
      const answer = { status: response.status, text, tookMs: performance.now() - started };
      return { answer, after: seconds > 0 ? seconds * 1000 : null };
    } catch (failure) {
      if (asked.signal?.aborted) throw failure;
      if (timer.signal.aborted) throw new RequestFailure("timeout", 0, "timeout", t("error.timeout"));
      throw new RequestFailure("offline", 0, "offline", t("error.offline"));
    } finally {
      clearTimeout(timeout);
    }
  }

  function request(method: Method, asked: Asked): RequestInit {
    const headers: Record<string, string> = { accept: asked.accept ?? "application/json" };
    const { body } = asked;
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    if (text !== undefined) {
      headers["content-type"] =
        asked.contentType ?? (typeof body === "string" && isLines(body) ? "application/x-ndjson" : "application/json");
    }
    if (client.credentials) headers["authorization"] = client.credentials.header;
    // with credentials of its own the browser would ask for a password in a window of its own
    const init: RequestInit = { method, headers, credentials: "omit", cache: "no-store" };
    // browsers send no body with GET; the server takes POST wherever it reads one
    if (text !== undefined) Object.assign(init, { body: text, method: method === "GET" ? "POST" : method });
    return init;
  }
  return client;
}

/** Whether a body is lines of JSON, as those of `_bulk` and `_msearch`, and not one text over many lines. */
function isLines(body: string): boolean {
  const lines = body.trimEnd().split("\n", 3);
  return body.endsWith("\n") && lines.length > 1 && lines.every((line) => line.startsWith("{") && line.endsWith("}"));
}

function parsed(answer: Answer): unknown {
  if (answer.text === "") return {};
  try {
    return JSON.parse(answer.text);
  } catch {
    // a server that dies in mid-answer, or a proxy's page
    throw new RequestFailure("broken", answer.status, "broken", t("error.broken"), answer.text.slice(0, 500));
  }
}

const KINDS: Readonly<Record<number, RequestFailure["kind"]>> = { 401: "login", 403: "forbidden", 429: "busy" };

/** Returns the failure that an answer with an error tells of. */
export function refusal(status: number, body: unknown): RequestFailure {
  const error = (body as { error?: unknown } | null)?.error;
  const told = typeof error === "object" && error !== null ? (error as { type?: string; reason?: string }) : {};
  const reason = told.reason ?? (typeof error === "string" ? error : t("error.status", { status }));
  const kind = KINDS[status] ?? (status === 502 || status === 503 || status === 504 ? "busy" : "refused");
  return new RequestFailure(kind, status, told.type ?? "", reason, body);
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

export function basic(user: string, password: string): Credentials {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return { user, header: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}
