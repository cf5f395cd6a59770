import { useEffect, useState } from "react";

import { shownDuration, shownNumber, t } from "../../texts/catalogue";
import { useWork } from "../../ui/hooks";
import { Failure, Labelled, Panel, Progress } from "../../ui/parts";
import { Table } from "../../ui/table";
import { pool } from "../../workers/pool_of_page";
import { type Measured, measured, type Rows, type Way, WAYS, ways } from "./ways";

const SIZES = [100_000, 1_000_000, 4_000_000];
const EVERY_MS = 500;

/** What workers are for: the same pivot three ways, with what each does to the page. */
export default function Workers() {
  const [size, setSize] = useState(1_000_000);
  const [results, setResults] = useState<Readonly<Partial<Record<Way, Measured>>>>({});
  const [failure, setFailure] = useState<unknown>(null);
  const work = useWork(setFailure);
  const run = async (way: Way) => {
    setFailure(null);
    const result = await work.run(async (signal, progress) => {
      progress(0, t("workers.rows", { rows: shownNumber(size) }));
      const rows: Rows = await pool.run("sampleColumns", { rows: size }, { signal });
      return await measured(() => ways[way](rows, signal));
    });
    if (result) setResults((before) => ({ ...before, [way]: result }));
  };
  return (
    <>
      <Panel title={t("workers.contrast")}>
        <p>{t("workers.text")}</p>
        <div className="row">
          <Labelled label={t("workers.size")}>
            <select value={size} onChange={(event) => (setSize(Number(event.target.value)), setResults({}))}>
              {SIZES.map((one) => (
                <option key={one} value={one}>
                  {shownNumber(one)}
                </option>
              ))}
            </select>
          </Labelled>
          {WAYS.map((way) => (
            <button key={way} disabled={work.isBusy} onClick={() => void run(way)}>
              {t(`workers.${way}`)}
            </button>
          ))}
        </div>
        {work.isBusy && <Progress share={work.share} note={work.note} label={t("workers.contrast")} onStop={work.stop} />}
        <Failure failure={failure} />
        <Table
          label={t("workers.contrast")}
          rows={WAYS}
          keyOf={(way) => way}
          columns={[
            { title: t("workers.way"), cell: (way) => t(`workers.${way}`) },
            { title: t("workers.took"), kind: "number", cell: (way) => results[way] && shownDuration(results[way].tookMs) },
            { title: t("workers.blocked"), kind: "number", cell: (way) => results[way] && shownDuration(results[way].blockedMs) },
          ]}
        />
      </Panel>
      <PoolPanel />
    </>
  );
}

function PoolPanel() {
  const [state, setState] = useState(pool.state);
  useEffect(() => {
    const timer = setInterval(() => setState(pool.state), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Panel title={t("workers.pool")}>
      <p>{t("workers.poolText")}</p>
      <dl className="figures">
        {(["workers", "busy", "waiting", "crashes"] as const).map((name) => (
          <div key={name}>
            <dt>{t(`workers.pool.${name}`)}</dt>
            <dd>{state[name]}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
