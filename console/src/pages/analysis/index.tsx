import { useState } from "react";

import { client, path } from "../../core/session";
import { shownNumber, t } from "../../texts/catalogue";
import { Editor } from "../../ui/editor";
import { useAsked } from "../../ui/hooks";
import { Failure, Labelled, Panel, Scrolled } from "../../ui/parts";
import type { TextFigures } from "../../workers/jobs/text";
import { pool } from "../../workers/pool_of_page";
import { askNames } from "../devtools/known";
import { type Analyzed, type Step, stepsOf } from "./steps";

const FIRST = "The QUICK brown foxes jumped over the lazy dog, and the dog's café closed.";
const MOST_ANALYZED = 5_000;
const PAUSE_MS = 150;
const BUILT_IN = [
  "standard", "simple", "whitespace", "stop", "keyword", "pattern", "fingerprint", "english", "german", "french", "spanish", "italian", "portuguese", "dutch", "swedish", "russian", "cjk",
];

/** A text, what it is made of, and the tokens that analyzers make of it, step by step. */
export default function Analysis() {
  const [text, setText] = useState(FIRST);
  const [index, setIndex] = useState("");
  const names = useAsked(askNames, []).value ?? [];
  const analyzers = useAnalyzers(index);
  const [left, setLeft] = useState("standard");
  const [right, setRight] = useState("english");
  return (
    <>
      <Panel title={t("analysis.text")}>
        <div className="small">
          <Editor label={t("analysis.text")} value={text} onChange={setText} pauseMs={PAUSE_MS} />
        </div>
        <Labelled label={t("analysis.file")}>
          <input type="file" accept="text/*" onChange={(event) => void event.target.files?.[0]?.text().then(setText)} />
        </Labelled>
        <Figures text={text} />
      </Panel>
      <div className="row">
        <Labelled label={t("analysis.index")}>
          <select value={index} onChange={(event) => setIndex(event.target.value)}>
            <option value="">{t("analysis.anyIndex")}</option>
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </Labelled>
        <datalist id="analyzers">
          {analyzers.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      {text.length > MOST_ANALYZED && <p className="quiet">{t("analysis.cut", { characters: shownNumber(MOST_ANALYZED) })}</p>}
      <div className="columns">
        <Tokens text={text.slice(0, MOST_ANALYZED)} index={index} analyzer={left} onChange={setLeft} title={t("analysis.first")} />
        <Tokens text={text.slice(0, MOST_ANALYZED)} index={index} analyzer={right} onChange={setRight} title={t("analysis.second")} />
      </div>
    </>
  );
}

/** Returns the analyzers of an index, and those that are always there. */
function useAnalyzers(index: string): readonly string[] {
  const { value } = useAsked(async (signal) => {
    if (index === "") return [];
    type Settings = Record<string, { settings: { index: { analysis?: { analyzer?: object } } } }>;
    const answer = await client.ask<Settings>("GET", `${path(index)}/_settings`, { signal });
    return Object.values(answer).flatMap(({ settings }) => Object.keys(settings.index.analysis?.analyzer ?? {}));
  }, [index]);
  return [...(value ?? []), ...BUILT_IN];
}

/** Figures of a text, by a worker. A longer text is counted anew while one types; what is counted of an older one is stopped. */
function Figures({ text }: { text: string }) {
  const { value, failure } = useAsked<TextFigures>((signal) => pool.run("textFigures", { text }, { signal }), [text]);
  return (
    <>
      <Failure failure={failure} />
      {value && (
        <>
          <dl className="figures">
            {(["words", "distinct", "characters", "withoutSpaces", "lines", "sentences"] as const).map((name) => (
              <div key={name}>
                <dt>{t(`analysis.${name}`)}</dt>
                <dd>{shownNumber(value[name])}</dd>
              </div>
            ))}
          </dl>
          {value.repeated.length > 0 && (
            <p>
              <span className="quiet">{t("analysis.repeated")}: </span>
              {value.repeated.slice(0, 20).map(({ word, count }) => `${word} ${count}`).join(", ")}
            </p>
          )}
        </>
      )}
    </>
  );
}

function Tokens(props: { text: string; index: string; analyzer: string; onChange: (name: string) => void; title: string }) {
  const { text, index, analyzer } = props;
  const { value, failure } = useAsked(async (signal) => {
    if (text.trim() === "") return [];
    const answer = await client.ask<Analyzed>("POST", `${index && path(index)}/_analyze`, { body: { analyzer, text, explain: true }, signal });
    return stepsOf(answer);
  }, [text, index, analyzer]);
  return (
    <Panel title={props.title}>
      <Labelled label={t("analysis.analyzer")}>
        <input list="analyzers" value={analyzer} onChange={(event) => props.onChange(event.target.value)} />
      </Labelled>
      <Failure failure={failure} />
      {(value ?? []).map((step) => (
        <StepTable key={step.name} step={step} />
      ))}
    </Panel>
  );
}

function StepTable({ step }: { step: Step }) {
  return (
    <>
      <h3>
        {step.name} <span className="quiet">{step.tokens.length > 0 && shownNumber(step.tokens.length)}</span>
      </h3>
      {step.text !== null && <pre>{step.text}</pre>}
      {step.tokens.length > 0 && (
        <Scrolled label={step.name}>
          <ol className="tokens">
            {step.tokens.slice(0, 500).map((token, at) => (
              <li key={at} title={`${token.start_offset}–${token.end_offset}, ${token.type}`}>
                <code>{token.token}</code> <small className="quiet">{token.position}</small>
              </li>
            ))}
          </ol>
        </Scrolled>
      )}
    </>
  );
}
