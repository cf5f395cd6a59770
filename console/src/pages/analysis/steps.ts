/** An answer of `_analyze` with `explain`, as steps: what each part made of the text. */

export interface Token {
  readonly token: string;
  readonly start_offset: number;
  readonly end_offset: number;
  readonly type: string;
  readonly position: number;
}

interface Part {
  readonly name: string;
  readonly tokens: readonly Token[];
}

export interface Analyzed {
  readonly detail: {
    readonly custom_analyzer?: boolean;
    readonly analyzer?: Part;
    readonly charfilters?: readonly { readonly name: string; readonly filtered_text: readonly string[] }[];
    readonly tokenizer?: Part;
    readonly tokenfilters?: readonly Part[];
  };
}

export interface Step {
  readonly name: string;
  /** What a char filter made of the text; null for the others. */
  readonly text: string | null;
  readonly tokens: readonly Token[];
}

export function stepsOf({ detail }: Analyzed): readonly Step[] {
  const parts = [detail.analyzer, detail.tokenizer, ...(detail.tokenfilters ?? [])].filter((part) => part !== undefined);
  return [
    ...(detail.charfilters ?? []).map(({ name, filtered_text }) => ({ name, text: filtered_text.join(""), tokens: [] })),
    ...parts.map(({ name, tokens }) => ({ name, text: null, tokens })),
  ];
}
