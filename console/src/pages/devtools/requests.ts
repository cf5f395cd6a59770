/** The text of the editor: requests one after the other, each a line with method and path, and its body below. */

import type { Method } from "../../core/client";
import { type Fault, jsonFault } from "../../core/json_fault";

export interface WrittenRequest {
  readonly method: Method;
  readonly path: string;
  readonly body: string;
  /** Where in the text the request, and its body, begin and end. */
  readonly from: number;
  readonly to: number;
  readonly bodyFrom: number;
}

const HEAD = /^(GET|POST|PUT|DELETE|HEAD)[ \t]+(\S+)[ \t]*$/;
const COMMENT = /^\s*(#|\/\/)/;

export function requestsOf(text: string): readonly WrittenRequest[] {
  const found: WrittenRequest[] = [];
  let open: { method: Method; path: string; from: number; bodyFrom: number; end: number } | null = null;
  const close = () => {
    if (open === null) return;
    const { end, ...head } = open;
    found.push({ ...head, to: end, body: text.slice(open.bodyFrom, end).trimEnd() });
    open = null;
  };
  let at = 0;
  for (const line of text.split("\n")) {
    const head = HEAD.exec(line.trimEnd());
    const next = at + line.length + 1;
    if (head) {
      close();
      open = { method: head[1] as Method, path: rooted(head[2] as string), from: at, bodyFrom: Math.min(next, text.length), end: at + line.length };
    } else if (open && line.trim() !== "" && !COMMENT.test(line)) {
      open.end = at + line.length;
    }
    at = next;
  }
  close();
  return found;
}

const rooted = (path: string) => (path.startsWith("/") ? path : `/${path}`);

/** Returns the request at a place of the text: the one around it, or the last that begins before it. */
export function requestAt(text: string, place: number): WrittenRequest | null {
  return requestsOf(text).findLast((request) => request.from <= place) ?? null;
}

/** Returns a body as it is sent: lines of JSON need a last line end. */
export function sentBody(request: WrittenRequest): string | undefined {
  if (request.body === "") return undefined;
  const isLines = /\/_(bulk|msearch)\b/.test(request.path);
  return isLines ? `${request.body}\n` : request.body;
}

/** Returns what is wrong with a body that should be JSON, or lines of it. */
export function faultOf(body: string): Fault | null {
  const whole = faultOfJson(body);
  if (whole === null || !/\}\s*\n\s*\{/.test(body)) return whole;
  let from = 0;
  for (const line of body.split("\n")) {
    const fault = line.trim() === "" ? null : faultOfJson(line);
    if (fault) return line.trim() === "{" ? whole : { at: from + fault.at, message: fault.message };
    from += line.length + 1;
  }
  return null;
}

/** An empty body is none. */
const faultOfJson = (text: string) => (text.trim() === "" ? null : jsonFault(text));

/** Returns the place in a text of a line and a column, both from 1. */
export function placeOf(text: string, line: number, column: number): number {
  let from = 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf("\n", from);
    if (end < 0) return text.length;
    from = end + 1;
  }
  return Math.min(from + Math.max(0, column - 1), text.length);
}
