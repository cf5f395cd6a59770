import { expect, test, vi } from "vitest";

import { createClient } from "../../src/core/client";
import { authorizeUrl, challengeOf, logoutUrl, type Provider } from "../../src/core/provider";

const PROVIDER: Provider = {
  issuer: "http://127.0.0.1:9600/", authorization_endpoint: "http://127.0.0.1:9600/authorize",
  end_session_endpoint: "http://127.0.0.1:9600/v2/logout", client_id: "findling-console", audience: "urn:findling", sends_mail: true,
};

test("a verifier is proved as RFC 7636 says, appendix B", async () => {
  expect(await challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
});

test("where somebody logs in", () => {
  const { origin, pathname, searchParams } = new URL(authorizeUrl(PROVIDER, "http://127.0.0.1:9200/_console/", "a state", "a challenge"));
  expect(origin + pathname).toBe("http://127.0.0.1:9600/authorize");
  expect(Object.fromEntries(searchParams)).toEqual({
    response_type: "code", client_id: "findling-console", redirect_uri: "http://127.0.0.1:9200/_console/", audience: "urn:findling",
    scope: "openid profile email offline_access", state: "a state", code_challenge: "a challenge", code_challenge_method: "S256",
  });
});

test("and where out", () => {
  vi.stubGlobal("location", new URL("http://127.0.0.1:9200/_console/"));
  expect(new URL(logoutUrl(PROVIDER)).searchParams.get("returnTo")).toBe("http://127.0.0.1:9200/_console/");
  vi.unstubAllGlobals();
});

const answers = (...statuses: readonly number[]) => {
  const asked: string[] = [];
  const left = [...statuses];
  const fetch = async (_: unknown, init?: RequestInit) => {
    asked.push(new Headers(init?.headers).get("authorization") ?? "");
    return new Response("{}", { status: left.shift() ?? 200 });
  };
  return { asked, fetch: fetch as typeof globalThis.fetch };
};

test("what has expired is renewed once, and what was asked is asked again, writes too", async () => {
  const { asked, fetch } = answers(401, 200);
  const onLogin = vi.fn();
  const client = createClient({
    fetch, onLogin,
    renew: async () => {
      client.credentials = { header: "Bearer fresh", user: "ann" };
      return true;
    },
  });
  client.credentials = { header: "Bearer old", user: "ann" };
  await client.ask("PUT", "/films/_doc/1", { body: {} });
  expect(asked).toEqual(["Bearer old", "Bearer fresh"]);
  expect(onLogin).not.toHaveBeenCalled();
});

test("what cannot be renewed asks who one is", async () => {
  const { asked, fetch } = answers(401, 401, 401);
  const onLogin = vi.fn();
  const client = createClient({ fetch, onLogin, renew: async () => asked.length < 2 });
  await expect(client.ask("GET", "/")).rejects.toMatchObject({ kind: "login" });
  expect(asked.length).toBe(2);
  expect(onLogin).toHaveBeenCalledOnce();
});
