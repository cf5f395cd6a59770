/** What walks ask the server by themselves, beside the page. */

import { url } from "./walk";

export async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  const init: RequestInit = { method, headers: { "content-type": "application/json" } };
  return await fetch(url() + path, body === undefined ? init : { ...init, body: JSON.stringify(body) });
}

const PIECE = 20_000;

/** Writes documents into an index, in pieces, and makes them visible. */
export async function write(index: string, count: number, document: (n: number) => object): Promise<void> {
  for (let from = 0; from < count; from += PIECE) {
    const lines = Array.from({ length: Math.min(PIECE, count - from) }, (_, at) => `{"index":{}}\n${JSON.stringify(document(from + at))}\n`);
    const answer = await fetch(`${url()}/${index}/_bulk`, { method: "POST", headers: { "content-type": "application/x-ndjson" }, body: lines.join("") });
    const { errors } = (await answer.json()) as { errors: boolean };
    if (answer.status !== 200 || errors) throw new Error(`documents were not written: ${answer.status}`);
  }
  await ask("POST", `/${index}/_refresh`);
}
