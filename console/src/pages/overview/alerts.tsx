import { type FormEvent, useState } from "react";

import { type AlertRule, checkAlerts } from "../../core/alerts";
import { shownNumber, t } from "../../texts/catalogue";
import { useFeatures } from "../../ui/features";
import { useKept } from "../../ui/hooks";
import { Labelled, Panel } from "../../ui/parts";
import { byMail, type ByMail, NO_MAIL } from "../../ui/watching";

const SUBJECTS = ["tasks", "health", "alerts"] as const;

/** Rules that are looked at while the console is open. */
export function AlertsPanel() {
  const features = useFeatures();
  const [mail, setMail] = useKept<ByMail>("mail", NO_MAIL);
  const [rules, setRules] = useKept<readonly AlertRule[]>("alerts", []);
  const [name, setName] = useState("");
  const [index, setIndex] = useState("");
  const [text, setText] = useState("");
  const [atLeast, setAtLeast] = useState(1);
  const add = (event: FormEvent) => {
    event.preventDefault();
    const rule = { name, index, text, atLeast };
    setRules([...rules.filter((one) => one.name !== name), rule]);
    setName("");
    void checkAlerts([rule], byMail("alerts", features));
  };
  const mayAsk = "Notification" in window && Notification.permission === "default";
  return (
    <Panel title={t("alerts.title")} actions={mayAsk && <button onClick={() => void Notification.requestPermission()}>{t("alerts.browser")}</button>}>
      <p className="quiet">{t("alerts.text")}</p>
      {features.provider?.sends_mail && (
        <fieldset className="row">
          <legend>{t("alerts.mail")}</legend>
          {SUBJECTS.map((subject) => (
            <label key={subject} className="field check">
              <input type="checkbox" checked={mail[subject]} onChange={(event) => setMail({ ...mail, [subject]: event.target.checked })} />
              <span>{t(`alerts.of.${subject}`)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <ul>
        {rules.map((rule) => (
          <li key={rule.name}>
            {t("alerts.rule", { name: rule.name, index: rule.index, text: rule.text || "*", atLeast: shownNumber(rule.atLeast) })}{" "}
            <button aria-label={t("saved.remove", { name: rule.name })} onClick={() => setRules(rules.filter((one) => one !== rule))}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <form className="row" onSubmit={add}>
        <Labelled label={t("alerts.name")}>
          <input required value={name} onChange={(event) => setName(event.target.value)} />
        </Labelled>
        <Labelled label={t("alerts.index")}>
          <input required value={index} onChange={(event) => setIndex(event.target.value)} />
        </Labelled>
        <Labelled label={t("alerts.query")}>
          <input value={text} onChange={(event) => setText(event.target.value)} />
        </Labelled>
        <Labelled label={t("alerts.atLeast")}>
          <input type="number" min={1} value={atLeast} onChange={(event) => setAtLeast(Number(event.target.value))} />
        </Labelled>
        <button>{t("alerts.add")}</button>
      </form>
    </Panel>
  );
}
