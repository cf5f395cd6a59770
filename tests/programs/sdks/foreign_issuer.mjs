// npm oidc-provider as it is: an issuer of somebody else's make. Prints a token for each kind that it gives.
import Provider from "oidc-provider";

const issuer = `http://127.0.0.1:${process.env.PORT}`;
const { AUDIENCE } = process.env;
const provider = new Provider(issuer, {
  clients: [{ client_id: "machine", client_secret: "a secret", grant_types: ["client_credentials"], redirect_uris: [], response_types: [] }],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => AUDIENCE,
      getResourceServerInfo: (context, resource) => ({ scope: "read", audience: resource, accessTokenFormat: "jwt", accessTokenTTL: 600 }),
    },
  },
});
provider.listen(Number(process.env.PORT), "127.0.0.1", async () => {
  const answer = await fetch(`${issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa("machine:a%20secret")}` },
    body: new URLSearchParams({ grant_type: "client_credentials", scope: "read", resource: AUDIENCE }),
  });
  console.log(JSON.stringify(await answer.json()));
});
