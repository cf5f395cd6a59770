import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Diagnostic } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import { useRef, useState } from "react";

import { type Answer, RequestFailure, refusal } from "../../core/client";
import { client, tell } from "../../core/session";
import { shownDuration, shownNumber, t } from "../../texts/catalogue";
import { Editor, requestLanguage } from "../../ui/editor";
import { useAsked, useKept, useWork } from "../../ui/hooks";
import { Dialog, Failure, Panel } from "../../ui/parts";
import { pool } from "../../workers/pool_of_page";
import { AnswerPanel, type Shown } from "./answer";
import { suggestMember, suggestPath } from "./completion";
import { asCurl, asPython } from "./copies";
import { askKnown } from "./known";
import { faultOf, placeOf, requestAt, requestsOf, sentBody, type WrittenRequest } from "./requests";

const FIRST = `# ${t("devtools.first")}
GET /_cluster/health

GET /_search
{
  "query": { "match_all": {} },
  "size": 3
}
`;
const KEPT = 100;
const MOST_SHOWN = 2_000_000;
const IN_WORKER = 50_000;

interface Sent {
  readonly at: number;
  readonly text: string;
  readonly status: number;
}

export default function DevTools() {
  const [text, setText] = useKept("devtools.text", FIRST);
  const [sent, setSent] = useKept<readonly Sent[]>("devtools.history", []);
  const [shown, setShown] = useState<Shown | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [showsHistory, setShowsHistory] = useState(false);
  const [fault, setFault] = useState<Diagnostic | null>(null);
  const view = useRef<EditorView | null>(null);
  const work = useWork(setFailure);
  const known = useAsked(askKnown, []).value;

  const current = () => requestAt(text, view.current?.state.selection.main.head ?? 0);
  const send = () => {
    const request = current();
    if (request) void run(request);
    return true;
  };
  const run = async (request: WrittenRequest) => {
    setFailure(null);
    setFault(null);
    const body = sentBody(request);
    const answer = await work.run((signal) =>
      client.raw(request.method, request.path, { signal, isRepeatable: false, ...(body !== undefined && { body }) }),
    );
    if (answer === null) return;
    setSent([{ at: Date.now(), text: text.slice(request.from, request.to).trim(), status: answer.status }, ...sent].slice(0, KEPT));
    setFault(faultInText(request, answer, text));
    setShown(await readable(answer));
  };
  const copy = async (as: typeof asCurl) => {
    const request = current();
    if (request === null) return;
    try {
      await navigator.clipboard.writeText(as(request, location.origin));
      tell(t("devtools.copied"), "", "good");
    } catch (refused) {
      setFailure(refused);
    }
  };
  const faults = (written: string): Diagnostic[] => {
    const found = requestsOf(written).flatMap((request) => {
      const wrong = faultOf(request.body);
      return wrong ? [diagnostic(request.bodyFrom + wrong.at, wrong.message, written)] : [];
    });
    return fault && fault.to <= written.length ? [...found, fault] : found;
  };
  const complete = (context: CompletionContext): CompletionResult | null => {
    if (known === null) return null;
    const before = context.state.sliceDoc(0, context.pos);
    const request = requestAt(before, context.pos);
    if (request === null || context.pos < request.bodyFrom || !before.includes("\n", request.from)) {
      const line = context.state.doc.lineAt(context.pos);
      const { from, options } = suggestPath(line.text.slice(0, context.pos - line.from), known);
      return options.length > 0 ? { from: line.from + from, options: [...options] } : null;
    }
    const { context: where, options: all } = suggestMember(before.slice(request.bodyFrom), known);
    const options = all.filter(({ label }) => label.toLowerCase().includes(where.typed.toLowerCase()));
    if (options.length === 0 || (where.typed === "" && !context.explicit && !before.endsWith('"'))) return null;
    const quoted = options.map(({ label, detail }) => ({ label, apply: `"${label}"${where.isName ? ": " : ""}`, ...(detail && { detail }) }));
    // the editor closes quotes by itself
    const closing = context.state.sliceDoc(context.pos, context.pos + 1) === '"' ? 1 : 0;
    return { from: request.bodyFrom + where.from, to: context.pos + closing, options: quoted, filter: false };
  };
  return (
    <>
      <div className="row">
        <button className="primary" onClick={send} disabled={work.isBusy}>
          {t("devtools.send")}
        </button>
        {work.isBusy && <button onClick={work.stop}>{t("app.stop")}</button>}
        <button onClick={() => void copy(asCurl)}>{t("devtools.curl")}</button>
        <button onClick={() => void copy(asPython)}>{t("devtools.python")}</button>
        <button onClick={() => setShowsHistory(true)}>{t("devtools.history")}</button>
        <span className="quiet">{t("devtools.keys")}</span>
      </div>
      <Failure failure={failure} />
      <div className="columns tools">
        <Panel title={t("devtools.requests")}>
          <Editor
            label={t("devtools.requests")}
            value={text}
            language={requestLanguage}
            onChange={setText}
            complete={complete}
            faults={faults}
            marked={fault}
            keys={[{ key: "Mod-Enter", run: send }]}
            onReady={(made) => (view.current = made)}
          />
        </Panel>
        <Panel title={t("devtools.answer")}>{shown ? <AnswerPanel shown={shown} /> : <p className="quiet">{t("devtools.none")}</p>}</Panel>
      </div>
      {showsHistory && (
        <HistoryDialog
          sent={sent}
          onClose={() => setShowsHistory(false)}
          onTake={(taken) => {
            setText(`${text.trimEnd()}\n\n${taken}\n`);
            setShowsHistory(false);
          }}
          onClear={() => setSent([])}
        />
      )}
    </>
  );
}

function diagnostic(at: number, message: string, text: string): Diagnostic {
  const from = Math.min(Math.max(0, at), Math.max(0, text.length - 1));
  return { from, to: Math.min(from + 1, text.length), severity: "error", message };
}

/** Returns where in the text the fault is that the server tells of. */
function faultInText(request: WrittenRequest, answer: Answer, text: string): Diagnostic | null {
  if (answer.status < 400) return null;
  let failure: RequestFailure;
  try {
    failure = refusal(answer.status, JSON.parse(answer.text));
  } catch {
    return null;
  }
  const { place, message } = failure;
  const at = place && request.body ? request.bodyFrom + placeOf(request.body, place.line, place.column) : request.from;
  return diagnostic(at, message, text);
}

/** Returns an answer as it is shown: long ones are read and indented by a worker. */
async function readable(answer: Answer): Promise<Shown> {
  const heading = t("devtools.status", { status: answer.status, took: shownDuration(answer.tookMs), characters: shownNumber(answer.text.length) });
  const { text, isJson, isCut } =
    answer.text.length > IN_WORKER
      ? await pool.run("pretty", { text: answer.text, most: MOST_SHOWN })
      : { ...indented(answer.text), isCut: false };
  return { heading, text, isCut, isGood: answer.status < 400, json: isJson && answer.text.length < MOST_SHOWN ? answer.text : null };
}

function indented(text: string): { text: string; isJson: boolean } {
  try {
    return { text: JSON.stringify(JSON.parse(text), null, 2), isJson: true };
  } catch {
    return { text, isJson: false };
  }
}

function HistoryDialog(props: { sent: readonly Sent[]; onClose: () => void; onTake: (text: string) => void; onClear: () => void }) {
  return (
    <Dialog title={t("devtools.history")} onClose={props.onClose}>
      {props.sent.length === 0 && <p className="quiet">{t("devtools.historyNone")}</p>}
      <ul className="history">
        {props.sent.map((one) => (
          <li key={one.at}>
            <button onClick={() => props.onTake(one.text)}>{one.text.split("\n")[0]}</button>{" "}
            <span className="quiet">
              {one.status} · {new Date(one.at).toLocaleString()}
            </span>
          </li>
        ))}
      </ul>
      <div className="buttons">
        <button onClick={props.onClear}>{t("devtools.historyClear")}</button>
        <button onClick={props.onClose}>{t("app.close")}</button>
      </div>
    </Dialog>
  );
}
