/** What this server has, and what who is logged in may do: what is not there, or not allowed, is not offered. */

import { askProvider, type Provider } from "./provider";
import { INDEX } from "./saved";
import { client } from "./session";

export interface Features {
  readonly users: boolean;
  readonly policies: boolean;
  readonly graphiql: boolean;
  /** Whether the identity provider may be managed. */
  readonly identity: boolean;
  readonly provider: Provider | null;
  /** Whether the state of the cluster may be seen, and tasks be cancelled. */
  readonly monitors: boolean;
  readonly manages: boolean;
  /** Whether searches and dashboards may be saved. */
  readonly saves: boolean;
}

export const NONE: Features = {
  users: false, policies: false, graphiql: false, identity: false, provider: null, monitors: false, manages: false, saves: false,
};

const CLUSTER = ["monitor", "manage", "manage_security", "all"] as const;
type ClusterRights = Readonly<Record<(typeof CLUSTER)[number], boolean>>;
const rightsOf = (granted: boolean): ClusterRights => ({ monitor: granted, manage: granted, manage_security: granted, all: granted });

interface HasPrivileges {
  readonly cluster: ClusterRights;
  readonly index: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
}

/** Asks what one may do. Without security everybody may do everything; who has not logged in may do nothing. */
async function askRights(signal: AbortSignal): Promise<{ isSecured: boolean; cluster: ClusterRights; saves: boolean }> {
  const body = { cluster: CLUSTER, index: [{ names: [INDEX], privileges: ["write", "create_index"] }] };
  const { status, text } = await client.raw("POST", "/_security/user/_has_privileges", { body, signal });
  if (status === 401) return { isSecured: true, cluster: rightsOf(false), saves: false };
  if (status !== 200) return { isSecured: false, cluster: rightsOf(true), saves: true };
  const { cluster, index } = JSON.parse(text) as HasPrivileges;
  return { isSecured: true, cluster, saves: Object.values(index[INDEX] ?? {}).every(Boolean) };
}

export async function askFeatures(signal: AbortSignal): Promise<Features> {
  const [{ isSecured, cluster, saves }, provider, { status: graphiql }] = await Promise.all([
    askRights(signal),
    askProvider(signal),
    client.raw("GET", "/_graphql", { signal, accept: "text/html" }),
  ]);
  const policies = cluster.all && (await client.raw("GET", "/_policy/v1/policies", { signal })).status === 200;
  const users = isSecured && cluster.manage_security;
  return {
    users, policies, graphiql: graphiql === 200, identity: users && provider !== null, provider,
    monitors: cluster.monitor, manages: cluster.manage, saves,
  };
}

export type IndexRights = Readonly<Record<string, Readonly<Record<string, boolean>>>>;
const OF_INDICES = ["manage", "maintenance", "delete_index"] as const;
export type IndexRight = (typeof OF_INDICES)[number];

/** Returns what one may do with each index; null where everybody may do everything. */
export async function askIndexRights(names: readonly string[], signal: AbortSignal): Promise<IndexRights | null> {
  if (client.credentials === null || names.length === 0) return null;
  const body = { index: [{ names, privileges: OF_INDICES }] };
  return (await client.ask<HasPrivileges>("POST", "/_security/user/_has_privileges", { body, signal })).index;
}
