/** What can be written where: paths of the server's surface, names of queries and aggregations, fields of mappings. */

import type { Field } from "../../core/adapter";
import { type Context, contextOf } from "./context";

export interface Surface {
  readonly routes: readonly { readonly path: string; readonly methods: readonly string[]; readonly parameters: readonly string[] }[];
  readonly queries: readonly string[];
  readonly aggregations: readonly string[];
}

export interface Known {
  readonly surface: Surface;
  readonly indices: readonly string[];
  readonly fields: readonly Field[];
}

export interface Suggestion {
  readonly label: string;
  readonly detail?: string;
}

const METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD"];
const OF_SEARCH = [
  "query", "aggs", "size", "from", "sort", "_source", "fields", "highlight", "track_total_hits", "profile", "explain", "post_filter",
  "search_after", "suggest", "collapse", "rescore", "knn", "runtime_mappings", "script_fields", "stored_fields", "docvalue_fields", "min_score", "timeout",
];
const HOLDS_QUERY = new Set(["query", "must", "filter", "should", "must_not", "post_filter", "positive", "negative", "rescore_query", "queries"]);
const OF_FIELDS = new Set([
  "match", "match_phrase", "match_phrase_prefix", "match_bool_prefix", "term", "terms", "range", "prefix", "wildcard", "regexp", "fuzzy", "intervals", "geo_distance", "properties", "sort",
]);
const HOLDS_FIELD = new Set(["field", "fields", "default_field", "_source", "path", "sort"]);
const OF_AGGS = new Set(["aggs", "aggregations"]);

/** Returns what may follow in a line with method and path. */
export function suggestPath(line: string, { surface, indices }: Known): { from: number; options: readonly Suggestion[] } {
  const head = /^([A-Z]+)[ \t]+(\S*)$/.exec(line);
  if (head === null) return { from: 0, options: METHODS.filter((one) => one.startsWith(line.trim().toUpperCase())).map((label) => ({ label })) };
  const [, method = "", path = ""] = head;
  const start = line.length - path.length;
  const mark = path.indexOf("?");
  const routes = surface.routes.filter((route) => route.methods.includes(method) || (method === "HEAD" && route.methods.includes("GET")));
  if (mark >= 0) {
    const from = start + Math.max(mark, path.lastIndexOf("&")) + 1;
    const names = routes.filter((route) => fits(route.path, path.slice(0, mark))).flatMap((route) => route.parameters);
    return { from, options: [...new Set(names)].sort().map((name) => ({ label: `${name}=` })) };
  }
  const parts = path.replace(/^\//, "").split("/");
  const done = parts.slice(0, -1);
  const options = new Map<string, Suggestion>();
  for (const route of routes) {
    const wanted = route.path.slice(1).split("/");
    if (wanted.length <= done.length || !done.every((part, at) => same(wanted[at] as string, part))) continue;
    const next = wanted[done.length] as string;
    const names = next === "{index}" || next === "{target}" ? indices : next.startsWith("{") ? [] : [next];
    for (const label of names) options.set(label, next.startsWith("{") ? { label, detail: "index" } : { label });
  }
  const typed = parts.at(-1) ?? "";
  return { from: line.length - typed.length, options: [...options.values()].sort((a, b) => (a.label < b.label ? -1 : 1)) };
}

const same = (wanted: string, part: string) => wanted === part || (wanted.startsWith("{") && part !== "" && !part.startsWith("_"));

function fits(route: string, path: string): boolean {
  const [wanted, given] = [route.slice(1).split("/"), path.replace(/^\//, "").split("/")];
  return wanted.length === given.length && wanted.every((one, at) => same(one, given[at] as string));
}

/** Returns what may stand at the end of the beginning of a body. */
export function suggestMember(before: string, known: Known): { context: Context; options: readonly Suggestion[] } {
  const context = contextOf(before);
  return { context, options: context.isName ? names(context, known) : values(context, known) };
}

function names({ path }: Context, { surface, fields }: Known): readonly Suggestion[] {
  const [last = "", before = ""] = [path.at(-1) || path.at(-2), path.at(-2) || path.at(-3)];
  if (path.length === 0) return OF_SEARCH.map((label) => ({ label }));
  if (HOLDS_QUERY.has(last)) return surface.queries.map((label) => ({ label, detail: "query" }));
  if (OF_FIELDS.has(last)) return shown(fields);
  if (OF_AGGS.has(before)) return ["aggs", ...surface.aggregations].map((label) => ({ label, detail: "aggregation" }));
  if (last === "bool") return ["must", "filter", "should", "must_not", "minimum_should_match", "boost"].map((label) => ({ label }));
  if (surface.aggregations.includes(last)) return ["field", "size", "order", "interval", "missing"].map((label) => ({ label }));
  return [];
}

function values({ name }: Context, { fields }: Known): readonly Suggestion[] {
  return HOLDS_FIELD.has(name) ? shown(fields) : [];
}

const shown = (fields: readonly Field[]): readonly Suggestion[] => fields.map(({ name, type }) => ({ label: name, detail: type }));
