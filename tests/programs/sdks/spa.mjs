// @auth0/auth0-spa-js as it is: sign-up, a wrong password, log-in, silent tokens by iframe and by refresh token, logout.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { check, fillIn, opened } from "./browser.mjs";

const { IDENTITY_URL, AUDIENCE, SDK } = process.env;
const origin = "http://127.0.0.1:9711";
const sdk = readFileSync(SDK);
const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script src="/sdk.js"></script>
<script type="module">
const refresh = localStorage.refresh === "1";
window.client = await auth0.createAuth0Client({
  domain: ${JSON.stringify(IDENTITY_URL)}, clientId: "spa", cacheLocation: "memory",
  useRefreshTokens: refresh, useRefreshTokensFallback: false,
  authorizationParams: {redirect_uri: location.origin + "/", audience: ${JSON.stringify(AUDIENCE)}, scope: "openid profile email"},
});
try {
  if (location.search.includes("code=")) { await client.handleRedirectCallback(); history.replaceState({}, "", "/"); window.done = true; }
} catch (error) { window.fault = String(error); window.done = true; }
window.ready = true;
</script>`;
const server = createServer((request, response) => {
  const isSdk = request.url === "/sdk.js";
  response.writeHead(200, { "content-type": isSdk ? "text/javascript" : "text/html" });
  response.end(isSdk ? sdk : html);
}).listen(9711, "127.0.0.1");

const email = "spa@example.org";
const password = "correct horse battery staple";

await opened(async (page) => {
  for (const refresh of ["0", "1"]) {
    const kind = refresh === "1" ? "refresh token in a worker" : "iframe";
    await page.goto(origin);
    await page.evaluate((value) => (localStorage.refresh = value), refresh);
    await page.reload();
    await page.waitForFunction("window.ready");
    page.evaluate(() => client.loginWithRedirect()).catch(() => {});
    await page.waitForURL("**/u/login**");
    if (refresh === "0") {
      await page.click("nav a[href^='/u/signup']");
      await fillIn(page, { email, password });
    } else {
      await fillIn(page, { email, password: "a wrong password" });
      await page.waitForSelector("[role=alert]");
      check(page.url().includes("/u/login"), "a wrong password leads nowhere");
      await fillIn(page, { email, password });
    }
    await page.waitForURL(`${origin}/**`);
    await page.waitForFunction("window.done");
    check((await page.evaluate(() => window.fault)) === undefined, `${kind}: handleRedirectCallback`);
    check((await page.evaluate(() => client.getUser())).email === email, `${kind}: getUser`);
    const tokens = await page.evaluate(async () => {
      const first = await client.getTokenSilently();
      const second = await client.getTokenSilently({ cacheMode: "off" });
      return [first, second];
    });
    check(tokens[0] !== tokens[1] && tokens[1].split(".").length === 3, `${kind}: getTokenSilently`);
    const claims = JSON.parse(Buffer.from(tokens[1].split(".")[1], "base64url"));
    check(claims.aud.includes(AUDIENCE) && claims.iss === `${IDENTITY_URL}/`, `${kind}: audience and issuer`);
    page.evaluate(() => client.logout({ logoutParams: { returnTo: location.origin + "/" } })).catch(() => {});
    await page.waitForURL(`${origin}/`);
    await page.waitForFunction("window.ready");
    check(!(await page.evaluate(() => client.isAuthenticated())), `${kind}: logout`);
    const silent = await page.evaluate(() => client.getTokenSilently().then(() => "token", (error) => error.error));
    check(["login_required", "missing_refresh_token"].includes(silent), `${kind}: no silent token after logout (${silent})`);
  }
});
server.close();
