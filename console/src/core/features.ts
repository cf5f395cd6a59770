/** What this server has, and what who is logged in may do: what is not there is not offered. */

import { client } from "./session";

export interface Features {
  readonly users: boolean;
  readonly policies: boolean;
  readonly graphiql: boolean;
}

export const NONE: Features = { users: false, policies: false, graphiql: false };

async function isGranted(privilege: string, signal: AbortSignal): Promise<boolean> {
  const { status, text } = await client.raw("POST", "/_security/user/_has_privileges", { body: { cluster: [privilege] }, signal });
  return status === 200 && (JSON.parse(text) as { has_all_requested: boolean }).has_all_requested;
}

/** Without security there are no users, and policies are everybody's. */
export async function askFeatures(signal: AbortSignal): Promise<Features> {
  const [{ status: security }, { status: graphiql }] = await Promise.all([
    client.raw("GET", "/_security/_authenticate", { signal }),
    client.raw("GET", "/_graphql", { signal, accept: "text/html" }),
  ]);
  const users = security === 200 && (await isGranted("manage_security", signal));
  const isFree = security !== 200 && security !== 401;
  const mayManage = isFree || (security === 200 && (await isGranted("all", signal)));
  const policies = mayManage && (await client.raw("GET", "/_policy/v1/policies", { signal })).status === 200;
  return { users, policies, graphiql: graphiql === 200 };
}
