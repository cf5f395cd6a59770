/** A request as others would send it. */

import { type WrittenRequest, sentBody } from "./requests";

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const isLines = (request: WrittenRequest) => /\/_(bulk|msearch)\b/.test(request.path);

export function asCurl(request: WrittenRequest, base: string): string {
  const body = sentBody(request);
  const parts = [`curl -X ${request.method} ${quoted(base + request.path)}`];
  if (body !== undefined) {
    parts.push(`-H 'Content-Type: application/${isLines(request) ? "x-ndjson" : "json"}'`);
    parts.push(`--data-binary ${quoted(body)}`);
  }
  return parts.join(" \\\n  ");
}

export function asPython(request: WrittenRequest, base: string): string {
  const body = sentBody(request);
  const lines = [
    "from elasticsearch import Elasticsearch",
    "",
    `client = Elasticsearch(${JSON.stringify(base)})`,
    "answer = client.perform_request(",
    `    ${JSON.stringify(request.method)},`,
    `    ${JSON.stringify(request.path)},`,
  ];
  if (body !== undefined) {
    const lined = isLines(request);
    const kind = `application/vnd.elasticsearch+${lined ? "x-ndjson" : "json"}; compatible-with=9`;
    lines.push(`    headers={"Accept": "application/vnd.elasticsearch+json; compatible-with=9", "Content-Type": "${kind}"},`);
    const values = lined ? body.trim().split("\n").filter((line) => line.trim() !== "") : null;
    lines.push(`    body=${values ? `[${values.map((line) => literal(JSON.parse(line))).join(", ")}]` : literal(JSON.parse(body))},`);
  } else {
    lines.push('    headers={"Accept": "application/vnd.elasticsearch+json; compatible-with=9"},');
  }
  return [...lines, ")", "print(answer.body)"].join("\n");
}

/** Returns a value of JSON as Python writes it. */
export function literal(value: unknown): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object") {
    return `{${Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${literal(inner)}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}
