import { fieldsOf } from "../../core/adapter";
import { client } from "../../core/session";
import type { Known, Surface } from "./completion";

const NOTHING: Known = { surface: { routes: [], queries: [], aggregations: [] }, indices: [], fields: [] };

/** Returns what can be completed. What one may not see is not completed, and is no fault. */
export async function askKnown(signal: AbortSignal): Promise<Known> {
  const [surface, indices, mapping] = await Promise.all([
    client.ask<Surface>("GET", "/_console/surface", { signal }).catch(() => NOTHING.surface),
    askNames(signal).catch(() => []),
    client.ask("GET", "/_mapping", { signal }).catch(() => ({})),
  ]);
  return { surface, indices, fields: fieldsOf(mapping) };
}

/** Returns the names of indices, aliases and data streams. */
export async function askNames(signal: AbortSignal): Promise<readonly string[]> {
  type Named = readonly { readonly name: string }[];
  const found = await client.ask<{ indices: Named; aliases: Named; data_streams: Named }>("GET", "/_resolve/index/*", { signal });
  return [...found.indices, ...found.aliases, ...found.data_streams].map(({ name }) => name).sort();
}
