import type { CompletionSource } from "@codemirror/autocomplete";
import { HighlightStyle, StreamLanguage, type StreamParser, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, linter } from "@codemirror/lint";
import { EditorState, type Extension, StateEffect } from "@codemirror/state";
import { keymap, type ViewUpdate } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup, EditorView } from "codemirror";
import { useEffect, useRef } from "react";

interface EditorProps {
  readonly label: string;
  readonly value: string;
  readonly language?: Extension;
  readonly isReadOnly?: boolean;
  readonly onChange?: (value: string) => void;
  /** How long nothing is typed before the text is given away; a long one at each key would take the page's time. */
  readonly pauseMs?: number;
  readonly complete?: CompletionSource;
  readonly faults?: (text: string) => readonly Diagnostic[];
  /** Faults are looked for again when it changes. */
  readonly marked?: unknown;
  readonly keys?: readonly { readonly key: string; readonly run: (view: EditorView) => boolean }[];
  readonly onReady?: (view: EditorView) => void;
}

const THEME = EditorView.theme({
  "&": { border: "1px solid var(--line)", borderRadius: ".35rem", backgroundColor: "var(--panel)", color: "var(--text)", height: "100%" },
  "&.cm-focused": { outline: "3px solid var(--accent)" },
  ".cm-scroller": { fontFamily: "ui-monospace, monospace", overflow: "auto" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--back)", color: "var(--quiet)", border: "none" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--soft)" },
  // in the package these are images in data: URLs, which the page's policy forbids
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)" },
  ".cm-lintRange-active": { backgroundColor: "var(--mark)" },
  ".cm-lint-marker-error": { content: '"●"', color: "var(--bad)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--soft)", color: "var(--text)", border: "none" },
  ".cm-tooltip": { backgroundColor: "var(--panel)", color: "var(--text)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
});

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "bold" },
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: tags.string, color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

/** Requests with their bodies of JSON. */
const REQUESTS: StreamParser<null> = {
  token(stream) {
    if (stream.sol() && stream.match(/(GET|POST|PUT|DELETE|HEAD)\b/)) return "keyword";
    if (stream.eatSpace()) return null;
    if (stream.match(/(#|\/\/).*/)) return "comment";
    if (stream.match(/"(?:[^"\\]|\\.)*"?/)) return /^\s*:/.test(stream.string.slice(stream.pos)) ? "propertyName" : "string";
    if (stream.match(/-?\d+(\.\d+)?([eE][+-]?\d+)?/)) return "number";
    if (stream.match(/\b(true|false|null)\b/)) return "bool";
    stream.next();
    return null;
  },
};

export const requestLanguage = StreamLanguage.define(REQUESTS);

/** An editor of text. Tab leaves it: who types with the keyboard alone is not caught in it. */
export function Editor(props: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const typed = useRef<string[]>([]);
  const latest = useRef(props);
  latest.current = props;
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const changed = ({ docChanged, view: { state } }: ViewUpdate) => {
    const { pauseMs } = latest.current;
    if (!docChanged || !latest.current.onChange) return;
    clearTimeout(pause.current);
    if (pauseMs === undefined) give(state);
    else pause.current = setTimeout(() => view.current && give(view.current.state), pauseMs);
  };
  const give = (state: EditorState) => {
    const text = state.doc.toString();
    typed.current.push(text);
    latest.current.onChange?.(text);
  };
  useEffect(() => {
    const made = new EditorView({ parent: place.current!, state: EditorState.create({ doc: latest.current.value, extensions: [extensions(latest), EditorView.updateListener.of(changed)] }) });
    view.current = made;
    latest.current.onReady?.(made);
    return () => {
      clearTimeout(pause.current);
      made.destroy();
    };
  }, []);
  useEffect(() => {
    const shown = view.current;
    // what comes back late of what was typed must not undo what was typed since
    const own = typed.current.indexOf(props.value);
    if (own >= 0) return void typed.current.splice(0, own + 1);
    typed.current.length = 0;
    if (shown && shown.state.doc.toString() !== props.value) {
      shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: props.value } });
    }
  }, [props.value]);
  const { marked } = props;
  useEffect(() => view.current?.dispatch({ effects: again.of(null) }), [marked]);
  return <div className="editor" ref={place} />;
}

const again = StateEffect.define<null>();

const isLookedAtAgain = (update: ViewUpdate) => update.transactions.some((one) => one.effects.some((effect) => effect.is(again)));

function extensions(latest: { readonly current: EditorProps }): Extension[] {
  const completing: CompletionSource = (context) => latest.current.complete?.(context) ?? null;
  const { label, language, isReadOnly = false, complete, faults, keys = [] } = latest.current;
  return [
    // what a key does is looked up when it is pressed
    keymap.of(keys.map(({ key }, at) => ({ key, run: (view) => latest.current.keys?.[at]?.run(view) ?? false, preventDefault: true }))),
    basicSetup,
    syntaxHighlighting(COLOURS),
    language ?? [],
    complete ? EditorState.languageData.of(() => [{ autocomplete: completing }]) : [],
    faults ? [linter((shown) => [...(latest.current.faults?.(shown.state.doc.toString()) ?? [])], { delay: 300, needsRefresh: isLookedAtAgain }), lintGutter()] : [],
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({ "aria-label": label, ...(isReadOnly && { "aria-readonly": "true" }) }),
    EditorView.lineWrapping,
    THEME,
  ];
}
