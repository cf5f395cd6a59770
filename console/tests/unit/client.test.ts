/** The facade, against a real server of HTTP that answers as it is told. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { basic, createClient, RequestFailure } from "../../src/core/client";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

let server: Server;
let base: string;
let seen: Seen[];
let answers: ((response: import("node:http").ServerResponse) => void)[];
const waits: number[] = [];
const wait = async (ms: number) => void waits.push(ms);

beforeEach(async () => {
  seen = [];
  answers = [];
  waits.length = 0;
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += String(chunk)));
    request.on("end", () => {
      seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      const answer = answers.shift();
      if (answer) answer(response);
      else response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const status =
  (code: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  (response: import("node:http").ServerResponse) => {
    response.writeHead(code, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

const failureOf = async (work: Promise<unknown>): Promise<RequestFailure> => {
  const failure = await work.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RequestFailure);
  return failure as RequestFailure;
};

describe("requests", () => {
  test("a body is JSON, and a GET with one becomes a POST, since browsers send none", async () => {
    await createClient({ base }).ask("GET", "/x/_search", { body: { size: 1 } });
    expect(seen[0]).toMatchObject({ method: "POST", url: "/x/_search", body: '{"size":1}' });
    expect(seen[0]?.headers["content-type"]).toBe("application/json");
  });

  test("lines of JSON are sent as such, a text over many lines is not", async () => {
    const client = createClient({ base });
    await client.ask("POST", "/_bulk", { body: '{"index":{}}\n{"n":1}\n' });
    await client.ask("POST", "/x/_search", { body: '{\n  "size": 1\n}\n' });
    expect(seen.map((one) => one.headers["content-type"])).toEqual(["application/x-ndjson", "application/json"]);
  });

  test("credentials go along, in UTF-8", async () => {
    const client = createClient({ base });
    client.credentials = basic("jürgen", "päss");
    await client.ask("GET", "/");
    expect(seen[0]?.headers["authorization"]).toBe(`Basic ${Buffer.from("jürgen:päss").toString("base64")}`);
  });
});

describe("what is tried again", () => {
  test("429 is, as late as the server wants", async () => {
    answers = [status(429, {}, { "retry-after": "2" }), status(503), status(200, { ok: true })];
    expect(await createClient({ base, wait }).ask("GET", "/")).toEqual({ ok: true });
    expect(waits).toEqual([2000, 500]);
  });

  test("no more often than three times", async () => {
    answers = Array.from({ length: 9 }, () => status(429, { error: { type: "circuit_breaking_exception", reason: "too much" } }));
    const failure = await failureOf(createClient({ base, wait }).ask("GET", "/"));
    expect([seen.length, failure.kind, failure.status, failure.message]).toEqual([4, "busy", 429, "too much"]);
    expect(failure.advice).toMatch(/Wait/);
  });

  test("what writes is not, unless it may be repeated", async () => {
    answers = [status(503), status(503), status(200)];
    const client = createClient({ base, wait });
    expect((await failureOf(client.ask("POST", "/x/_doc", { body: {} }))).kind).toBe("busy");
    await client.ask("PUT", "/x/_doc/1", { body: {}, isRepeatable: true });
    expect(seen.length).toBe(3);
  });

  test("a server that dies in mid-request is asked again, and told of if it stays away", async () => {
    const client = createClient({ base, wait, retries: 1 });
    answers = [(response) => response.destroy(), status(200, { ok: 1 })];
    expect(await client.ask("GET", "/")).toEqual({ ok: 1 });
    answers = [(response) => response.destroy(), (response) => response.destroy()];
    const failure = await failureOf(client.ask("GET", "/"));
    expect([failure.kind, failure.advice.length > 0]).toEqual(["offline", true]);
  });
});

describe("failures", () => {
  test("an answer that breaks off, or is no JSON", async () => {
    answers = [status(200, '{"hits": ['), status(502, "<html>")];
    const client = createClient({ base, retries: 0 });
    expect((await failureOf(client.ask("GET", "/"))).kind).toBe("broken");
    expect((await failureOf(client.ask("GET", "/"))).kind).toBe("broken");
  });

  test("401 asks who one is, 403 says so", async () => {
    let asked = 0;
    answers = [status(401, { error: { type: "security_exception", reason: "who" } }), status(403, { error: "no" })];
    const client = createClient({ base, onLogin: () => (asked += 1) });
    expect([(await failureOf(client.ask("GET", "/"))).kind, asked]).toEqual(["login", 1]);
    const failure = await failureOf(client.ask("GET", "/"));
    expect([failure.kind, failure.message]).toEqual(["forbidden", "no"]);
  });

  test.each([
    ["[3:14] [bool] malformed query", { line: 3, column: 14 }],
    ["Unexpected character; line: 2, column: 5]", { line: 2, column: 5 }],
    ["no such index [x]", null],
  ])("the place of a fault: %s", async (reason, place) => {
    answers = [status(400, { error: { type: "parsing_exception", reason } })];
    expect((await failureOf(createClient({ base }).ask("GET", "/"))).place).toEqual(place);
  });

  test("no answer in time", async () => {
    answers = [() => {}];
    expect((await failureOf(createClient({ base }).ask("GET", "/", { timeoutMs: 30 }))).kind).toBe("timeout");
  });

  test("what is cancelled is no failure of the server, while it waits to try again too", async () => {
    const cancel = new AbortController();
    answers = [() => cancel.abort()];
    const failure = (await createClient({ base }).ask("GET", "/", { signal: cancel.signal }).catch((error: unknown) => error)) as DOMException;
    expect(failure.name).toBe("AbortError");
    answers = [status(429, {}, { "retry-after": "60" })];
    const later = new AbortController();
    const asking = createClient({ base }).ask("GET", "/", { signal: later.signal }).catch((error: unknown) => error);
    await expect.poll(() => seen.length).toBe(2);
    later.abort();
    expect(((await asking) as DOMException).name).toBe("AbortError");
  });
});
