import { useEffect, useRef, useState } from "react";

import { client } from "../../core/session";
import { shownBytes, shownNumber, t } from "../../texts/catalogue";
import { useAsked } from "../../ui/hooks";
import { Failure, Panel, Scrolled, Sparkline } from "../../ui/parts";

const EVERY_MS = 3_000;
const KEPT = 60;

interface Health {
  cluster_name: string;
  status: string;
  number_of_nodes: number;
  active_shards: number;
  unassigned_shards: number;
}

interface NodeStats {
  name: string;
  roles?: string[];
  indices: { docs: { count: number }; store: { size_in_bytes: number }; search: { query_total: number }; indexing: { index_total: number } };
  os?: { cpu?: { percent: number; load_average?: Record<string, number> } };
  jvm?: { mem?: { heap_used_percent: number } };
  fs?: { total?: { total_in_bytes: number; available_in_bytes: number } };
}

interface Cluster {
  health: Health;
  nodes: readonly NodeStats[];
}

async function askCluster(signal: AbortSignal): Promise<Cluster> {
  const [health, stats] = await Promise.all([
    client.ask<Health>("GET", "/_cluster/health", { signal }),
    client.ask<{ nodes: Record<string, NodeStats> }>("GET", "/_nodes/stats/indices,os,jvm,fs", { signal }),
  ]);
  return { health, nodes: Object.values(stats.nodes) };
}

export function ClusterPanel() {
  const { value, failure, again } = useAsked(askCluster, [], EVERY_MS);
  const rates = useRates(value);
  return (
    <Panel title={t("overview.cluster")}>
      <Failure failure={failure} again={again} />
      {value && (
        <>
          <dl className="figures">
            <div>
              <dt>{t("overview.health")}</dt>
              <dd>
                <span className={`dot ${value.health.status}`} aria-hidden="true" />
                {value.health.status}
              </dd>
            </div>
            <Figure name={t("overview.nodes")} value={shownNumber(value.health.number_of_nodes)} />
            <Figure name={t("overview.shards")} value={shownNumber(value.health.active_shards)} />
            <Figure name={t("overview.documents")} value={shownNumber(sum(value, (node) => node.indices.docs.count))} />
            <Figure name={t("overview.size")} value={shownBytes(sum(value, (node) => node.indices.store.size_in_bytes))} />
          </dl>
          <h3>{t("overview.rates")}</h3>
          <div className="columns">
            <Rate name={t("overview.searches")} values={rates.searches} />
            <Rate name={t("overview.indexing")} values={rates.indexing} />
          </div>
          <Nodes nodes={value.nodes} />
        </>
      )}
    </Panel>
  );
}

const sum = (cluster: Cluster, of: (node: NodeStats) => number) => cluster.nodes.reduce((total, node) => total + of(node), 0);

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Rate({ name, values }: { name: string; values: readonly number[] }) {
  const last = shownNumber(Math.round((values.at(-1) ?? 0) * 10) / 10);
  return (
    <div>
      <span className="quiet">{name}: </span>
      <strong>{last}</strong>
      <Sparkline values={values} label={`${name}: ${last}`} />
    </div>
  );
}

function Nodes({ nodes }: { nodes: readonly NodeStats[] }) {
  return (
    <Scrolled label={t("overview.nodes")}>
      <table>
        <thead>
          <tr>
            <th>{t("overview.node")}</th>
            <th className="number">{t("overview.cpu")}</th>
            <th className="number">{t("overview.load")}</th>
            <th className="number">{t("overview.heap")}</th>
            <th className="number">{t("overview.disk")}</th>
            <th className="number">{t("overview.documents")}</th>
            <th>{t("overview.roles")}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.name}>
              <td>{node.name}</td>
              <td className="number">{percent(node.os?.cpu?.percent)}</td>
              <td className="number">{node.os?.cpu?.load_average?.["1m"] ?? ""}</td>
              <td className="number">{percent(node.jvm?.mem?.heap_used_percent)}</td>
              <td className="number">{percent(diskUsed(node))}</td>
              <td className="number">{shownNumber(node.indices.docs.count)}</td>
              <td>{(node.roles ?? []).join(", ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}

const percent = (value: number | undefined) => (value === undefined ? "" : `${Math.round(value)} %`);

function diskUsed({ fs }: NodeStats): number | undefined {
  return fs?.total ? 100 * (1 - fs.total.available_in_bytes / fs.total.total_in_bytes) : undefined;
}

/** Returns what happened in each second between two answers. */
function useRates(value: Cluster | null): { searches: readonly number[]; indexing: readonly number[] } {
  const last = useRef<{ at: number; searches: number; indexing: number } | null>(null);
  const [rates, setRates] = useState<{ searches: number[]; indexing: number[] }>({ searches: [], indexing: [] });
  useEffect(() => {
    if (value === null) return;
    const now = {
      at: performance.now(),
      searches: sum(value, (node) => node.indices.search.query_total),
      indexing: sum(value, (node) => node.indices.indexing.index_total),
    };
    const before = last.current;
    last.current = now;
    if (before === null) return;
    // a node that was started anew counts from nothing
    const each = (name: "searches" | "indexing") => Math.max(0, ((now[name] - before[name]) * 1000) / (now.at - before.at));
    setRates(({ searches, indexing }) => ({
      searches: [...searches, each("searches")].slice(-KEPT),
      indexing: [...indexing, each("indexing")].slice(-KEPT),
    }));
  }, [value]);
  return rates;
}
