import type { Progress } from "../pool";
import { cells, csvLine } from "./csv";
import { type AllHits, pagesOf } from "./pages";

export interface ExportArgs extends AllHits {
  readonly format: "csv" | "ndjson";
}

export interface Exported {
  readonly file: Blob;
  readonly hits: number;
}

const KINDS = { csv: "text/csv;charset=utf-8", ndjson: "application/x-ndjson" };

/** Writes all hits of a search to a file. */
export async function exportHits(args: ExportArgs, progress: Progress): Promise<Exported> {
  const parts: string[] = args.format === "csv" ? [csvLine(["_id", ...args.fields])] : [];
  let hits = 0;
  for await (const page of pagesOf(args, progress)) {
    const lines = page.map((hit) =>
      args.format === "csv"
        ? csvLine([hit.id, ...cells(hit.source, args.fields)])
        : `${JSON.stringify({ _index: hit.index, _id: hit.id, _source: hit.source })}\n`,
    );
    parts.push(lines.join(""));
    hits += page.length;
  }
  return { file: new Blob(parts, { type: KINDS[args.format] }), hits };
}
