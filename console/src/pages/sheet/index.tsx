import { type FormEvent, useState } from "react";

import { fieldsOf } from "../../core/adapter";
import { COLUMN_FUNCTIONS, FUNCTIONS } from "../../core/formula";
import { client, path } from "../../core/session";
import { shownNumber, t } from "../../texts/catalogue";
import { Grid } from "../../ui/grid";
import { useAsked, useWork } from "../../ui/hooks";
import { Failure, Labelled, Panel, Progress } from "../../ui/parts";
import { type Column, lengthOf, shownAt } from "../../workers/columns";
import { pool } from "../../workers/pool_of_page";
import { askNames } from "../devtools/known";
import { queryOf } from "../discover/query";

const MOST_ROWS = 100_000;
const MOST_FIELDS = 12;

interface Computed {
  readonly name: string;
  readonly formula: string;
}

/** Rows of an index with columns of one's own, computed by formulas in a worker. */
export default function Sheet() {
  const names = useAsked(askNames, []).value ?? [];
  const [chosen, setIndex] = useState("");
  const index = chosen || names[0] || "";
  const [text, setText] = useState("");
  const [columns, setColumns] = useState<Readonly<Record<string, Column>>>({});
  const [computed, setComputed] = useState<readonly Computed[]>([]);
  const [name, setName] = useState("");
  const [formula, setFormula] = useState("");
  const [order, setOrder] = useState<Uint32Array | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const work = useWork(setFailure);
  const first = Object.values(columns)[0];
  const rows = first ? lengthOf(first) : 0;

  const load = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    const loaded = await work.run(async (signal, onProgress) => {
      const fields = fieldsOf(await client.ask("GET", `${path(index)}/_mapping`, { signal }));
      const shown = fields.filter(({ type }) => type !== "geo_point" && type !== "text").map(({ name: field }) => field);
      const args = { base: location.origin, authorization: client.credentials?.header ?? null, index, query: queryOf({ text, filters: [] }), fields: shown.slice(0, MOST_FIELDS), most: MOST_ROWS };
      let made: Record<string, Column> = await pool.run("loadColumns", args, { signal, onProgress, timeoutMs: 600_000 });
      for (const one of computed) made = { ...made, [one.name]: await pool.run("sheet", { formula: one.formula, columns: made }, { signal, onProgress }) };
      return made;
    });
    if (loaded) {
      setColumns(loaded);
      setOrder(null);
    }
  };
  const compute = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    const column = await work.run((signal, onProgress) => pool.run("sheet", { formula, columns }, { signal, onProgress }));
    if (column === null) return;
    setColumns({ ...columns, [name]: column });
    setComputed([...computed.filter((one) => one.name !== name), { name, formula }]);
  };
  const sort = async (by: string, descending: boolean) => {
    const column = columns[by];
    if (column === undefined) return setOrder(null);
    const sorted = await work.run((signal) => pool.run("order", { column, descending }, { signal }));
    if (sorted) setOrder(sorted);
  };
  const shown = Object.keys(columns);
  return (
    <>
      <form className="row" onSubmit={load}>
        <Labelled label={t("discover.index")}>
          <select value={index} onChange={(event) => setIndex(event.target.value)}>
            {names.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </Labelled>
        <Labelled label={t("discover.query")}>
          <input value={text} onChange={(event) => setText(event.target.value)} />
        </Labelled>
        <button className="primary" disabled={index === ""}>
          {t("sheet.load", { most: shownNumber(MOST_ROWS) })}
        </button>
      </form>
      {work.isBusy && <Progress share={work.share} note={work.note} label={t("page.sheet")} onStop={work.stop} />}
      <Failure failure={failure} />
      {rows > 0 && (
        <Panel title={t("sheet.rows", { rows: shownNumber(rows) })}>
          <form className="row" onSubmit={compute}>
            <Labelled label={t("sheet.name")}>
              <input required value={name} onChange={(event) => setName(event.target.value)} />
            </Labelled>
            <Labelled label={t("sheet.formula")}>
              <input required size={50} spellCheck={false} value={formula} onChange={(event) => setFormula(event.target.value)} placeholder="round(cost_usd / mean(cost_usd), 2)" />
            </Labelled>
            <button>{t("sheet.compute")}</button>
            <Labelled label={t("sheet.sort")}>
              <select onChange={(event) => void sort(event.target.value.slice(1), event.target.value.startsWith("-"))}>
                <option value="" />
                {shown.flatMap((one) => [`+${one}`, `-${one}`]).map((one) => (
                  <option key={one} value={one}>
                    {one.slice(1)} {one.startsWith("-") ? "↓" : "↑"}
                  </option>
                ))}
              </select>
            </Labelled>
          </form>
          <details>
            <summary>{t("sheet.help")}</summary>
            <p>{t("sheet.helpText")}</p>
            <p className="mono">{["if", ...Object.keys(FUNCTIONS)].join(" ")}</p>
            <p className="mono">{Object.keys(COLUMN_FUNCTIONS).join(" ")}</p>
          </details>
          {computed.length > 0 && <p className="mono">{computed.map((one) => `${one.name} = ${one.formula}`).join("; ")}</p>}
          <Grid
            label={t("page.sheet")}
            columns={shown}
            rows={rows}
            cell={(row, column) => {
              const values = columns[column];
              return values ? shownAt(values, order?.[row] ?? row) : "";
            }}
          />
        </Panel>
      )}
    </>
  );
}
