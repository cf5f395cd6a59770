import { type FormEvent, useEffect, useState } from "react";

import { type Field, fieldsOf, foundOf, valueAt } from "../../core/adapter";
import { client, path, tell } from "../../core/session";
import { shownDuration, shownNumber, t } from "../../texts/catalogue";
import { Grid } from "../../ui/grid";
import { useAsked, useWork } from "../../ui/hooks";
import { Failure, Labelled, Panel, Progress } from "../../ui/parts";
import { noteInAddress, usePlace } from "../../ui/router";
import { pool } from "../../workers/pool_of_page";
import { askNames } from "../devtools/known";
import { DocumentDialog } from "./document";
import { FiltersEditor } from "./filters";
import { type Bar, Histogram } from "./histogram";
import { queryOf, type Wanted, wantedOf } from "./query";
import { packedRows, type RowSource, rowsOf } from "./rows";
import { SavedSearches } from "./saved_searches";

const FIRST = 200;
const MOST_LOADED = 100_000;
const MOST_EXPORTED = 10_000_000;
const BARS = 40;
const SORTED = new Set(["keyword", "date", "long", "integer", "short", "byte", "double", "float", "half_float", "boolean", "ip"]);

interface Result {
  readonly rows: RowSource;
  readonly total: number;
  readonly isLowerBound: boolean;
  readonly tookMs: number;
  readonly bars: readonly Bar[];
}

/** Finds documents, shows them in a grid and over time, and gives them away as a file. */
export default function Discover() {
  const { values } = usePlace();
  const [wanted, setWanted] = useState<Wanted>(() => wantedOf(values));
  const [result, setResult] = useState<Result | null>(null);
  const [opened, setOpened] = useState<number | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const names = useAsked(askNames, []).value ?? [];
  const index = wanted.index || names[0] || "";
  const mapping = useAsked(async (signal) => (index === "" ? [] : fieldsOf(await client.ask("GET", `${path(index)}/_mapping`, { signal }))), [index]);
  const fields = mapping.value ?? [];
  const searching = useWork(setFailure);
  const working = useWork(setFailure);

  const change = (next: Partial<Wanted>) => {
    const all = { ...wanted, index, ...next };
    setWanted(all);
    noteInAddress("discover", { q: JSON.stringify(all) });
    return all;
  };
  const search = async (what: Wanted = { ...wanted, index }) => {
    setFailure(null);
    const found = await searching.run((signal) => find(what, fields, signal));
    if (found) setResult(found);
  };
  const ready = index !== "" && mapping.value !== null && !mapping.isBusy;
  useEffect(() => {
    if (ready) void search();
  }, [index, ready]);
  const allHits = (most: number) => ({
    base: location.origin,
    authorization: client.credentials?.header ?? null,
    index,
    query: queryOf(wanted),
    fields: [] as readonly string[],
    most,
    sort: sortOf(wanted),
  });
  const loadAll = async () => {
    setFailure(null);
    const loaded = await working.run((signal, onProgress) => pool.run("loadRows", allHits(MOST_LOADED), { signal, onProgress, timeoutMs: 600_000 }));
    if (loaded && result) setResult({ ...result, rows: packedRows(loaded.pages) });
  };
  const exportAll = async (format: "csv" | "ndjson") => {
    setFailure(null);
    const columns = format === "csv" ? chosen(wanted, fields) : [];
    const made = await working.run((signal, onProgress) =>
      pool.run("exportHits", { ...allHits(MOST_EXPORTED), fields: columns, format }, { signal, onProgress, timeoutMs: 3_600_000 }),
    );
    if (made === null) return;
    download(made.file, `${index}.${format}`);
    tell(t("discover.exported", { hits: shownNumber(made.hits) }), "", "good");
  };
  const columns = chosen(wanted, fields);
  return (
    <>
      <form className="row" onSubmit={(event: FormEvent) => (event.preventDefault(), void search())}>
        <Labelled label={t("discover.index")}>
          <select value={index} onChange={(event) => change({ index: event.target.value, filters: [], columns: [], sort: "" })}>
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </Labelled>
        <Labelled label={t("discover.query")}>
          <input type="search" size={40} value={wanted.text} onChange={(event) => change({ text: event.target.value })} placeholder="damage:Substantial AND owl" />
        </Labelled>
        <Labelled label={t("discover.sort")}>
          <select value={wanted.sort} onChange={(event) => void search(change({ sort: event.target.value }))}>
            <option value="">{t("discover.byScore")}</option>
            {fields.filter(({ type }) => SORTED.has(type)).map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </Labelled>
        <button className="primary">{t("discover.search")}</button>
        <SavedSearches wanted={{ ...wanted, index }} onTake={(taken) => void search(change(taken))} />
      </form>
      <FiltersEditor index={index} fields={fields} filters={wanted.filters} onChange={(filters) => void search(change({ filters }))} />
      <Failure failure={failure ?? mapping.failure} />
      {result && (
        <Panel
          title={t("discover.found", { total: `${result.isLowerBound ? "≥ " : ""}${shownNumber(result.total)}`, took: shownDuration(result.tookMs) })}
          actions={
            <>
              <button disabled={working.isBusy} onClick={() => void loadAll()}>
                {t("discover.loadAll", { most: shownNumber(Math.min(result.total, MOST_LOADED)) })}
              </button>
              <button disabled={working.isBusy} onClick={() => void exportAll("csv")}>
                CSV
              </button>
              <button disabled={working.isBusy} onClick={() => void exportAll("ndjson")}>
                NDJSON
              </button>
            </>
          }
        >
          {working.isBusy && <Progress share={working.share} note={working.note} label={t("discover.working")} onStop={working.stop} />}
          {result.bars.length > 0 && <Histogram bars={result.bars} />}
          <Columns fields={fields} chosen={columns} onChange={(next) => change({ columns: next })} />
          <p className="quiet">{t("discover.shown", { rows: shownNumber(result.rows.length) })}</p>
          <Grid
            label={t("discover.hits")}
            columns={columns}
            rows={result.rows.length}
            onOpen={setOpened}
            cell={(row, column) => <Cell rows={result.rows} row={row} column={column} />}
          />
        </Panel>
      )}
      {opened !== null && result && (
        <DocumentDialog hit={result.rows.at(opened)} query={queryOf(wanted)} onClose={() => setOpened(null)} />
      )}
    </>
  );
}

const sortOf = ({ sort }: Wanted): readonly object[] => (sort === "" ? [] : [{ [sort]: "desc" }]);

/** Returns the columns that are shown: the chosen ones, or the first fields. */
function chosen(wanted: Wanted, fields: readonly Field[]): readonly string[] {
  if (wanted.columns.length > 0) return wanted.columns;
  const names = new Set(fields.map(({ name }) => name));
  // fields of fields show what the field itself does; texts tell most
  const own = fields.filter(({ name }) => !names.has(name.slice(0, name.lastIndexOf("."))));
  return [...own.filter(({ type }) => type === "text"), ...own.filter(({ type }) => type !== "text")].slice(0, 6).map(({ name }) => name);
}

async function find(wanted: Wanted, fields: readonly Field[], signal: AbortSignal): Promise<Result> {
  const time = fields.find(({ type }) => type === "date" || type === "date_nanos");
  const body = {
    query: queryOf(wanted),
    size: FIRST,
    track_total_hits: true,
    highlight: { fields: { "*": { number_of_fragments: 1 } }, pre_tags: ["\u0001"], post_tags: ["\u0002"] },
    ...(wanted.sort && { sort: sortOf(wanted) }),
    ...(time && { aggs: { time: { auto_date_histogram: { field: time.name, buckets: BARS } } } }),
  };
  const found = foundOf(await client.ask("POST", `${path(wanted.index)}/_search`, { body, signal }));
  const buckets = (found.aggregations["time"] as { buckets?: readonly { key_as_string: string; doc_count: number }[] } | undefined)?.buckets ?? [];
  const bars = buckets.map(({ key_as_string, doc_count }) => ({ name: key_as_string, count: doc_count }));
  return { rows: rowsOf(found.hits), total: found.total, isLowerBound: found.isLowerBound, tookMs: found.tookMs, bars };
}

function Cell({ rows, row, column }: { rows: RowSource; row: number; column: string }) {
  const hit = rows.at(row);
  const marked = hit.highlight[column]?.[0];
  if (marked !== undefined) return <Marked text={marked} />;
  const value = valueAt(hit.source, column);
  return <>{value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value)}</>;
}

/** A text whose highlights stand between control characters: nothing in it is taken for markup. */
function Marked({ text }: { text: string }) {
  return (
    <>
      {text.split("\u0001").map((part, at) => {
        const [marked = "", rest = ""] = at === 0 ? ["", part] : part.split("\u0002");
        return (
          <span key={at}>
            {marked && <mark>{marked}</mark>}
            {rest}
          </span>
        );
      })}
    </>
  );
}

function Columns(props: { fields: readonly Field[]; chosen: readonly string[]; onChange: (columns: readonly string[]) => void }) {
  const toggle = (name: string) =>
    props.onChange(props.chosen.includes(name) ? props.chosen.filter((one) => one !== name) : [...props.chosen, name]);
  return (
    <details>
      <summary>{t("discover.columns")}</summary>
      <div className="row">
        {props.fields.map(({ name }) => (
          <label key={name} className="field check">
            <input type="checkbox" checked={props.chosen.includes(name)} onChange={() => toggle(name)} />
            <span>{name}</span>
          </label>
        ))}
      </div>
    </details>
  );
}

function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
