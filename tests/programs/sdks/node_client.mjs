// openid-client as it is: discovery, client credentials, code + PKCE + nonce, userinfo, refresh, revocation.
import * as client from "openid-client";
import { check } from "./browser.mjs";

const { IDENTITY_URL, AUDIENCE, WEB_SECRET, MACHINE_SECRET } = process.env;
const options = { execute: [client.allowInsecureRequests] };
const callback = "http://127.0.0.1:9712/callback";
const email = "node@example.org";
const password = "correct horse battery staple";

const machine = await client.discovery(new URL(`${IDENTITY_URL}/`), "machine", MACHINE_SECRET, client.ClientSecretBasic(MACHINE_SECRET), options);
check(machine.serverMetadata().issuer === `${IDENTITY_URL}/`, "discovery");
const own = await client.clientCredentialsGrant(machine, { audience: AUDIENCE });
check(own.token_type === "bearer" && own.access_token.split(".").length === 3, "client credentials");

const web = await client.discovery(new URL(`${IDENTITY_URL}/`), "web", WEB_SECRET, client.ClientSecretPost(WEB_SECRET), options);
const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const nonce = client.randomNonce();
const url = client.buildAuthorizationUrl(web, {
  redirect_uri: callback,
  scope: "openid email offline_access",
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state,
  nonce,
});

// what a browser does at the pages
const cookies = new Map();
async function go(target, form) {
  const headers = { cookie: [...cookies].map((pair) => pair.join("=")).join("; "), accept: "text/html" };
  const options = form ? { method: "POST", body: form, headers: { ...headers, origin: IDENTITY_URL } } : { headers };
  const response = await fetch(new URL(target, IDENTITY_URL), { redirect: "manual", ...options });
  for (const line of response.headers.getSetCookie()) {
    const [name, value] = line.split(";")[0].split(/=(.*)/s);
    cookies.set(name, value);
  }
  return response;
}
const signedUp = await fetch(`${IDENTITY_URL}/dbconnections/signup`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ client_id: "web", client_secret: WEB_SECRET, email, password, connection: "database" }),
});
check((await signedUp.json())._id, "sign-up by the application's server");
let response = await go(url);
response = await go(response.headers.get("location"));
const hidden = [...(await response.text()).matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
const form = new URLSearchParams(hidden.map(([, name, value]) => [name, value.replaceAll("&amp;", "&")]));
form.set("email", email);
form.set("password", password);
response = await go("/u/login", form);
response = await go(response.headers.get("location"));

const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
const tokens = await client.authorizationCodeGrant(web, new URL(response.headers.get("location")), checks);
check(tokens.claims().email === email, "code, PKCE, nonce, ID token");
const info = await client.fetchUserInfo(web, tokens.access_token, tokens.claims().sub);
check(info.email === email, "userinfo");
const refreshed = await client.refreshTokenGrant(web, tokens.refresh_token);
check(refreshed.refresh_token !== tokens.refresh_token, "refresh tokens are rotated");
await client.tokenRevocation(web, refreshed.refresh_token);
const after = await client.refreshTokenGrant(web, refreshed.refresh_token).catch((error) => error.error);
check(after === "invalid_grant", "revocation");
