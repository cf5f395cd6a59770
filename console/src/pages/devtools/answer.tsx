import { useMemo, useState } from "react";

import { explanationTrees, profileTrees } from "../../core/trees";
import { t } from "../../texts/catalogue";
import { Editor, requestLanguage } from "../../ui/editor";
import { Tree } from "../../ui/tree";

export interface Shown {
  readonly heading: string;
  readonly text: string;
  readonly isCut: boolean;
  readonly isGood: boolean;
  /** The answer as it came, if it is JSON that is not too long to be looked into. */
  readonly json: string | null;
}

type View = "text" | "profile" | "explanation";

/** An answer: its text, and what it tells of where time went and where scores come from. */
export function AnswerPanel({ shown }: { shown: Shown }) {
  const [view, setView] = useState<View>("text");
  const trees = useMemo(() => treesOf(shown.json), [shown]);
  const views: View[] = ["text", ...(["profile", "explanation"] as const).filter((one) => trees[one].length > 0)];
  const current = views.includes(view) ? view : "text";
  return (
    <>
      <p role="status" className={shown.isGood ? "quiet" : "bad"}>
        {shown.heading}
      </p>
      {shown.isCut && <p className="quiet">{t("devtools.cut")}</p>}
      {views.length > 1 && (
        <div className="row" role="group" aria-label={t("devtools.views")}>
          {views.map((one) => (
            <button key={one} aria-pressed={one === current} onClick={() => setView(one)}>
              {t(`devtools.${one}`)}
            </button>
          ))}
        </div>
      )}
      {current === "text" ? (
        <Editor label={t("devtools.answer")} value={shown.text} language={requestLanguage} isReadOnly />
      ) : (
        <Tree nodes={trees[current]} />
      )}
    </>
  );
}

function treesOf(json: string | null) {
  const answer: unknown = json !== null && /"profile"|explanation"/.test(json) ? JSON.parse(json) : null;
  return { profile: profileTrees(answer), explanation: explanationTrees(answer) };
}
