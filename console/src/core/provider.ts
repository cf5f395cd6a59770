/**
 * Log-in by the identity provider: a code with PKCE, by a redirect in a window of its own, so that what was typed in the
 * page stays. Where the browser opens no window, the page itself is led there and back.
 */

import { t } from "../texts/catalogue";
import { createClient, type Credentials } from "./client";

export interface Provider {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly end_session_endpoint: string;
  readonly client_id: string;
  readonly audience: string;
  readonly sends_mail: boolean;
}

/** What is remembered while somebody is away to log in. */
interface Flow {
  readonly provider: Provider;
  readonly verifier: string;
  readonly state: string;
  readonly hash: string;
}

const KEPT = "findling.login";
const MESSAGE = "findling-login";
const LOOKED_EVERY_MS = 300;
const SCOPE = "openid profile email offline_access";

/** Where the provider leads back to: the page without what stands behind # and ?. */
const here = () => location.origin + location.pathname;

/** Returns the provider that this server has, null if there is none. */
export async function askProvider(signal: AbortSignal): Promise<Provider | null> {
  const { status, text } = await createClient().raw("GET", "/_identity", { signal });
  return status === 200 ? (JSON.parse(text) as Provider) : null;
}

const base64url = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** Returns what a verifier is proved by. Source: RFC 7636, S256. */
export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

/** Returns the address at which somebody logs in. */
export function authorizeUrl(provider: Provider, redirect: string, state: string, challenge: string): string {
  const asked = {
    response_type: "code", client_id: provider.client_id, redirect_uri: redirect, audience: provider.audience,
    scope: SCOPE, state, code_challenge: challenge, code_challenge_method: "S256",
  };
  return `${provider.authorization_endpoint}?${new URLSearchParams(asked).toString()}`;
}

/** Lets somebody log in. Returns null if the page itself is led away; it comes back by `finishLogin`. */
export async function logInBy(provider: Provider): Promise<Credentials | null> {
  // it has to be opened within the click
  const opened = window.open("", "findling-login", "popup,width=520,height=760");
  const flow: Flow = { provider, verifier: random(), state: random(), hash: location.hash };
  const url = authorizeUrl(provider, here(), flow.state, await challengeOf(flow.verifier));
  if (opened === null) {
    sessionStorage.setItem(KEPT, JSON.stringify(flow));
    location.assign(url);
    return null;
  }
  opened.location.href = url;
  return await exchanged(flow, await came(opened));
}

/** Waits for what the window brings back. */
function came(opened: Window): Promise<URLSearchParams> {
  return new Promise((resolve, reject) => {
    const ends = new AbortController();
    const looking = setInterval(() => opened.closed && (end(), reject(new Error(t("login.closed")))), LOOKED_EVERY_MS);
    const end = () => {
      clearInterval(looking);
      ends.abort();
    };
    const heard = ({ origin, data }: MessageEvent<{ kind?: string; query?: string }>) => {
      if (origin !== location.origin || data.kind !== MESSAGE) return;
      end();
      resolve(new URLSearchParams(data.query));
    };
    window.addEventListener("message", heard, { signal: ends.signal });
  });
}

/** Returns the credentials for a code that came back. Throws for a refusal, and for an answer to another question. */
async function exchanged(flow: Flow, query: URLSearchParams): Promise<Credentials> {
  const code = query.get("code");
  if (query.get("state") !== flow.state || code === null) throw new Error(query.get("error_description") ?? t("login.strange"));
  const fields = { grant_type: "authorization_code", code, code_verifier: flow.verifier, redirect_uri: here() };
  return await tokens(flow.provider, fields);
}

async function tokens(provider: Provider, fields: Readonly<Record<string, string>>): Promise<Credentials> {
  const body = new URLSearchParams({ ...fields, client_id: provider.client_id }).toString();
  // a client of its own: what has expired is not sent along
  const answer = await createClient().raw("POST", "/_identity/token", { body, contentType: "application/x-www-form-urlencoded" });
  const told = JSON.parse(answer.text) as { access_token?: string; refresh_token?: string; error_description?: string };
  if (told.access_token === undefined) throw new Error(told.error_description ?? t("login.strange"));
  return { user: "", header: `Bearer ${told.access_token}`, provider, ...(told.refresh_token && { refresh: told.refresh_token }) };
}

/** Returns credentials for those that have expired, null if the provider gives none any more. */
export async function renewed(credentials: Credentials | null): Promise<Credentials | null> {
  if (!credentials?.refresh || !credentials.provider) return null;
  const fields = { grant_type: "refresh_token", refresh_token: credentials.refresh };
  return await tokens(credentials.provider, fields).then((fresh) => ({ ...fresh, user: credentials.user }), () => null);
}

/** Returns where a person's session at the provider is ended, which leads back to the page. */
export function logoutUrl({ end_session_endpoint, client_id }: Provider): string {
  return `${end_session_endpoint}?${new URLSearchParams({ client_id, returnTo: here() }).toString()}`;
}

/** Takes what the provider led back with. `isDone`: this window was opened for that alone, and is closed. */
export async function finishLogin(): Promise<{ isDone: boolean; credentials: Credentials | null }> {
  const query = new URLSearchParams(location.search);
  if (!query.has("state")) return { isDone: false, credentials: null };
  const opener = window.opener as Window | null;
  if (opener !== null) {
    opener.postMessage({ kind: MESSAGE, query: location.search }, location.origin);
    window.close();
    return { isDone: true, credentials: null };
  }
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const flow = kept === null ? null : (JSON.parse(kept) as Flow);
  history.replaceState(null, "", here() + (flow?.hash ?? ""));
  return { isDone: false, credentials: flow && (await exchanged(flow, query).catch(() => null)) };
}
