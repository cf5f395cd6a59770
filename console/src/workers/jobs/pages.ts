/** Reads all hits of a search page by page, at one point in time, from within a worker. */

import { type Hit, foundOf } from "../../core/adapter";
import { createClient } from "../../core/client";
import type { Progress } from "../pool";

export interface AllHits {
  readonly base: string;
  /** The value of Authorization, if there is one. */
  readonly authorization: string | null;
  readonly index: string;
  readonly query: unknown;
  readonly fields: readonly string[];
  readonly most: number;
  /** Sort keys; without any, the order in which shards have them, which costs least. */
  readonly sort?: readonly object[];
}

const PAGE = 5_000;
const KEPT = "2m";

/** Yields pages of hits, until there are no more or `most` were read. Progress is told by the total of the first page. */
export async function* pagesOf(args: AllHits, progress: Progress): AsyncGenerator<readonly Hit[]> {
  const client = createClient({ base: args.base });
  if (args.authorization) client.credentials = { header: args.authorization, user: "" };
  const index = encodeURIComponent(args.index);
  const opened = await client.ask<{ id: string }>("POST", `/${index}/_pit?keep_alive=${KEPT}`);
  let { id } = opened;
  let after: readonly unknown[] | null = null;
  let read = 0;
  let total = 0;
  try {
    while (read < args.most) {
      const body: Record<string, unknown> = {
        size: Math.min(PAGE, args.most - read),
        query: args.query,
        _source: args.fields.length > 0 ? args.fields : true,
        pit: { id, keep_alive: KEPT },
        sort: [...(args.sort ?? []), "_shard_doc"],
        track_total_hits: after === null,
      };
      if (after) body["search_after"] = after;
      const answer = await client.ask<{ pit_id?: string }>("POST", "/_search", { body, isRepeatable: true });
      const found = foundOf(answer);
      id = answer.pit_id ?? id;
      if (after === null) total = Math.min(found.total, args.most);
      if (found.hits.length === 0) break;
      yield found.hits;
      read += found.hits.length;
      after = found.hits.at(-1)?.sort ?? [];
      progress(total > 0 ? Math.min(read / total, 1) : 1, `${read} / ${total}`);
    }
  } finally {
    await client.ask("DELETE", "/_pit", { body: { id } }).catch(() => {});
  }
}
