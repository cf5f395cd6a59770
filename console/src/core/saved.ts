/** What people save: searches and dashboards, as documents of one index that all who use the console share. */

import { foundOf } from "./adapter";
import { RequestFailure } from "./client";
import { client, path } from "./session";

export const INDEX = "findling-console";

export interface Saved<Value> {
  readonly id: string;
  readonly name: string;
  readonly value: Value;
}

const DEFINITION = {
  settings: { hidden: true, number_of_shards: 1, auto_expand_replicas: "0-1" },
  mappings: {
    dynamic: false,
    properties: { kind: { type: "keyword" }, name: { type: "keyword" }, value: { type: "object", enabled: false } },
  },
};

const is = (failure: unknown, type: string) => failure instanceof RequestFailure && failure.type === type;

/** Saves under a name; what is of the same kind and name is replaced. */
export async function save(kind: string, name: string, value: unknown): Promise<string> {
  await client.ask("PUT", path(INDEX), { body: DEFINITION }).catch((failure: unknown) => {
    if (!is(failure, "resource_already_exists_exception")) throw failure;
  });
  const id = `${kind}:${name}`;
  await client.ask("PUT", `${path(INDEX, "_doc", id)}?refresh=true`, { body: { kind, name, value }, isRepeatable: true });
  return id;
}

export async function listSaved<Value>(kind: string, signal?: AbortSignal): Promise<readonly Saved<Value>[]> {
  const body = { query: { term: { kind } }, sort: ["name"], size: 1_000 };
  try {
    const found = foundOf(await client.ask("POST", `${path(INDEX)}/_search`, { body, ...(signal && { signal }) }));
    return found.hits.map(({ id, source }) => ({ id, name: String(source["name"]), value: source["value"] as Value }));
  } catch (failure) {
    if (is(failure, "index_not_found_exception")) return [];
    throw failure;
  }
}

export async function readSaved<Value>(id: string, signal?: AbortSignal): Promise<Value> {
  const asked = signal ? { signal } : {};
  const answer = await client.ask<{ _source: { value: Value } }>("GET", path(INDEX, "_doc", id), asked);
  return answer._source.value;
}

export async function removeSaved(id: string): Promise<void> {
  await client.ask("DELETE", `${path(INDEX, "_doc", id)}?refresh=true`);
}
