export interface TextFigures {
  readonly characters: number;
  readonly withoutSpaces: number;
  readonly words: number;
  readonly distinct: number;
  readonly lines: number;
  readonly sentences: number;
  /** The words that stand more than once, most often first. */
  readonly repeated: readonly { readonly word: string; readonly count: number }[];
}

const WORD = /[\p{L}\p{N}]+(?:['’.][\p{L}\p{N}]+)*/gu;
const MOST_SHOWN = 50;

/** Returns what a text is made of. A character is what a person takes for one, as far as code points tell. */
export function textFigures({ text }: { readonly text: string }): TextFigures {
  const counts = new Map<string, number>();
  let words = 0;
  for (const [word] of text.matchAll(WORD)) {
    words += 1;
    const folded = word.toLowerCase();
    counts.set(folded, (counts.get(folded) ?? 0) + 1);
  }
  let characters = 0;
  let spaces = 0;
  for (const character of text) {
    characters += 1;
    if (/\s/u.test(character)) spaces += 1;
  }
  const repeated = [...counts].filter(([, count]) => count > 1).map(([word, count]) => ({ word, count }));
  repeated.sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
  return {
    characters,
    withoutSpaces: characters - spaces,
    words,
    distinct: counts.size,
    lines: text === "" ? 0 : text.split(/\r\n|\r|\n/).length,
    sentences: (text.match(/[^.!?…]*\p{L}[^.!?…]*(?:[.!?…]+|$)/gu) ?? []).length,
    repeated: repeated.slice(0, MOST_SHOWN),
  };
}
