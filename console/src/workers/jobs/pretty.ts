export interface Pretty {
  /** The beginning of the text, indented, if it is JSON. */
  readonly text: string;
  readonly isJson: boolean;
  readonly isCut: boolean;
  readonly characters: number;
}

/** Indents an answer, of which no more than `most` characters are given back. */
export function pretty({ text, most }: { readonly text: string; readonly most: number }): Pretty {
  let shown = text;
  let isJson = true;
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    isJson = false;
  }
  return { text: shown.slice(0, most), isJson, isCut: shown.length > most, characters: shown.length };
}
