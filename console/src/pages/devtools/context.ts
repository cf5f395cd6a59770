/** Where in a body one types: the names that lead there, and whether a name or a value is being written. */

export interface Context {
  /** Names of the objects around, outermost first; "" for an item of a list. */
  readonly path: readonly string[];
  readonly isName: boolean;
  /** What of the word is there already, without its quote. */
  readonly typed: string;
  /** Where the word begins, with its quote if it has one. */
  readonly from: number;
  /** The name that the value belongs to. */
  readonly name: string;
}

interface Level {
  readonly isList: boolean;
  readonly name: string;
  key: string;
  afterColon: boolean;
}

/** Returns the context at the end of a text, which is the beginning of a body. */
export function contextOf(text: string): Context {
  const levels: Level[] = [];
  let at = 0;
  let open = -1;
  while (at < text.length) {
    const sign = text[at] as string;
    const level = levels.at(-1);
    if (sign === '"') {
      const end = endOfString(text, at);
      if (end < 0) {
        open = at;
        break;
      }
      if (level && !level.isList && !level.afterColon) level.key = text.slice(at + 1, end);
      at = end + 1;
      continue;
    }
    if (sign === "{" || sign === "[") levels.push({ isList: sign === "[", name: level?.isList ? "" : (level?.key ?? ""), key: "", afterColon: false });
    else if (sign === "}" || sign === "]") levels.pop();
    else if (level && sign === ":") level.afterColon = true;
    else if (level && sign === ",") level.afterColon = false;
    at += 1;
  }
  const level = levels.at(-1);
  const bare = open < 0 ? (/[\w.]*$/.exec(text)?.[0] ?? "") : "";
  return {
    path: levels.slice(1).map((one) => one.name),
    isName: level !== undefined && !level.isList && !level.afterColon,
    typed: open < 0 ? bare : text.slice(open + 1),
    from: open < 0 ? text.length - bare.length : open,
    name: level?.isList ? level.name : (level?.key ?? ""),
  };
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
    else if (text[at] === "\n") return -1;
  }
  return -1;
}
