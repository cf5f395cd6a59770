import { useMemo } from "react";

import { client } from "../../core/session";
import { shownBytes, shownNumber, t } from "../../texts/catalogue";
import { useAsked } from "../../ui/hooks";
import { Failure, Panel } from "../../ui/parts";
import { Table } from "../../ui/table";
import { type Counts, Rate, useRates } from "./rates";

const EVERY_MS = 3_000;

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
  const counts = useMemo(() => value && { [value.health.cluster_name]: countsOf(value) }, [value]);
  const rates = useRates(counts)(value?.health.cluster_name ?? "");
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
            {(["searches", "indexing"] as const).map((what) => (
              <div key={what}>
                <span className="quiet">{t(`overview.${what}`)}: </span>
                <Rate name={t(`overview.${what}`)} values={rates[what]} />
              </div>
            ))}
          </div>
          <Nodes nodes={value.nodes} />
        </>
      )}
    </Panel>
  );
}

const sum = (cluster: Cluster, of: (node: NodeStats) => number) => cluster.nodes.reduce((total, node) => total + of(node), 0);

const countsOf = (cluster: Cluster): Counts => ({
  searches: sum(cluster, (node) => node.indices.search.query_total),
  indexing: sum(cluster, (node) => node.indices.indexing.index_total),
});

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Nodes({ nodes }: { nodes: readonly NodeStats[] }) {
  return (
    <Table
      label={t("overview.nodes")}
      rows={nodes}
      keyOf={(node) => node.name}
      columns={[
        { title: t("overview.node"), cell: (node) => node.name },
        { title: t("overview.cpu"), kind: "number", cell: (node) => percent(node.os?.cpu?.percent) },
        { title: t("overview.load"), kind: "number", cell: (node) => node.os?.cpu?.load_average?.["1m"] },
        { title: t("overview.heap"), kind: "number", cell: (node) => percent(node.jvm?.mem?.heap_used_percent) },
        { title: t("overview.disk"), kind: "number", cell: (node) => percent(diskUsed(node)) },
        { title: t("overview.documents"), kind: "number", cell: (node) => shownNumber(node.indices.docs.count) },
        { title: t("overview.roles"), cell: (node) => (node.roles ?? []).join(", ") },
      ]}
    />
  );
}

const percent = (value: number | undefined) => (value === undefined ? "" : `${Math.round(value)} %`);

function diskUsed({ fs }: NodeStats): number | undefined {
  return fs?.total ? 100 * (1 - fs.total.available_in_bytes / fs.total.total_in_bytes) : undefined;
}
