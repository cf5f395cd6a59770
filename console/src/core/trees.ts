/** Profiles and explanations as trees: what is in them, and its share of the whole. */

import { type Explanation, explanationOf } from "./adapter";
import { shownDuration, shownNumber, t } from "../texts/catalogue";

export interface TreeNode {
  readonly title: string;
  readonly detail: string;
  readonly figure: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly children: readonly TreeNode[];
}

interface Profiled {
  readonly type: string;
  readonly description?: string;
  readonly time_in_nanos: number;
  readonly breakdown?: Readonly<Record<string, number>>;
  readonly children?: readonly Profiled[];
}

interface ProfiledShard {
  readonly id: string;
  readonly searches?: readonly { readonly query?: readonly Profiled[]; readonly rewrite_time?: number; readonly collector?: readonly Collector[] }[];
  readonly aggregations?: readonly Profiled[];
  readonly fetch?: Profiled;
}

interface Collector {
  readonly name: string;
  readonly reason?: string;
  readonly time_in_nanos: number;
  readonly children?: readonly Collector[];
}

const total = (nodes: readonly { time_in_nanos: number }[]) => nodes.reduce((sum, node) => sum + node.time_in_nanos, 0);

/** Returns a tree for each shard of a profiled answer. */
export function profileTrees(answer: unknown): readonly TreeNode[] {
  const shards = (answer as { profile?: { shards?: readonly ProfiledShard[] } } | null)?.profile?.shards ?? [];
  return shards.map((shard) => {
    const searches = shard.searches ?? [];
    const collectors = searches.flatMap((search) => (search.collector ?? []).map(asProfiled));
    const rewrites = searches.reduce((sum, search) => sum + (search.rewrite_time ?? 0), 0);
    const parts = [
      group(t("profile.query"), searches.flatMap((search) => search.query ?? [])),
      group(t("profile.rewrite"), rewrites > 0 ? [{ type: t("profile.rewrite"), time_in_nanos: rewrites }] : []),
      group(t("profile.collector"), collectors),
      group(t("profile.aggregations"), shard.aggregations ?? []),
      group(t("profile.fetch"), shard.fetch ? [shard.fetch] : []),
    ].filter((part) => part.children !== undefined && part.children.length > 0);
    const whole = total(parts) || 1;
    return treeOf({ type: t("profile.shard"), description: shard.id, time_in_nanos: whole, children: parts }, whole);
  });
}

const group = (type: string, children: readonly Profiled[]): Profiled => ({ type, time_in_nanos: total(children), children });

const asProfiled = (collector: Collector): Profiled => ({
  type: collector.name,
  description: collector.reason ?? "",
  time_in_nanos: collector.time_in_nanos,
  children: (collector.children ?? []).map(asProfiled),
});

function treeOf(node: Profiled, whole: number): TreeNode {
  const parts = Object.entries(node.breakdown ?? {}).filter(([name, value]) => value > 0 && !name.endsWith("_count"));
  parts.sort((a, b) => b[1] - a[1]);
  return {
    title: node.type,
    detail: [node.description ?? "", parts.slice(0, 4).map(([name, value]) => `${name} ${shownDuration(value / 1e6)}`).join(", ")].filter(Boolean).join(" · "),
    figure: shownDuration(node.time_in_nanos / 1e6),
    share: Math.min(1, node.time_in_nanos / whole),
    children: (node.children ?? []).map((child) => treeOf(child, whole)),
  };
}

/** Returns an explanation as a tree; shares are of the score. */
export function explanationTree(explanation: Explanation, whole: number = explanation.value): TreeNode {
  return {
    title: explanation.description,
    detail: "",
    figure: shownNumber(explanation.value),
    share: whole > 0 ? Math.max(0, Math.min(1, explanation.value / whole)) : 0,
    children: explanation.details.map((detail) => explanationTree(detail, whole)),
  };
}

/** Returns the explanations in an answer: of `_explain`, or of hits. */
export function explanationTrees(answer: unknown): readonly TreeNode[] {
  const raw = (answer ?? {}) as { explanation?: unknown; hits?: { hits?: readonly { _id: string; _explanation?: unknown }[] } };
  if (raw.explanation) return [explanationTree(explanationOf(raw.explanation))];
  const hits = (raw.hits?.hits ?? []).filter((hit) => hit._explanation);
  return hits.map((hit) => {
    const tree = explanationTree(explanationOf(hit._explanation));
    return { ...tree, title: `${hit._id}: ${tree.title}` };
  });
}
