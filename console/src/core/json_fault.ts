/** Where a text is no JSON. What browsers say about it has no place, or has one only sometimes. */

import { t } from "../texts/catalogue";

export interface Fault {
  /** From the beginning of the text. */
  readonly at: number;
  readonly message: string;
}

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b|null\b/y;
const WORD = /[\w.+-]+|"[^"\n]*"?|[^]/y;

class Broken extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

/** Returns the first fault of a text that should be JSON, null if there is none. */
export function jsonFault(text: string): Fault | null {
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? "";
    at += found.length;
    return found;
  };
  const next = () => (match(SPACE), text[at] ?? "");
  const fail = (wanted: string): never => {
    WORD.lastIndex = at;
    throw new Broken(at, at < text.length ? t("json.expected", { wanted, found: WORD.exec(text)?.[0] ?? "" }) : t("json.ends", { wanted }));
  };
  const eat = (sign: string, wanted = sign) => (next() === sign ? void (at += 1) : fail(wanted));

  function members(end: string, one: () => void): void {
    at += 1;
    if (next() === end) return void (at += 1);
    for (;;) {
      one();
      if (next() === end) return void (at += 1);
      eat(",", t("json.or", { end }));
    }
  }

  function member(): void {
    if (next() !== '"' || match(SCALAR) === "") fail(t("json.name"));
    eat(":");
    value();
  }

  function value(): void {
    const sign = next();
    if (sign === "{") members("}", member);
    else if (sign === "[") members("]", value);
    else if (match(SCALAR) === "") fail(t("json.value"));
  }

  try {
    value();
    if (next() !== "") fail(t("json.end"));
    return null;
  } catch (failure) {
    if (failure instanceof Broken) return { at: failure.at, message: failure.message };
    return { at, message: t("json.tooDeep") };
  }
}
