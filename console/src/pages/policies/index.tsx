import { useState } from "react";

import { client, path, tell, tellFailure } from "../../core/session";
import { shownNumber, t } from "../../texts/catalogue";
import { Editor } from "../../ui/editor";
import { useAsked, useWork } from "../../ui/hooks";
import { Failure, Labelled, Panel } from "../../ui/parts";
import { Table } from "../../ui/table";
import { regoLanguage } from "./rego";
import { type TestResult, runTests } from "./rego_tests";

interface Module {
  readonly id: string;
  readonly raw: string;
}

const FIRST = "package example\n\nallow if input.user == \"ann\"\n\ntest_ann_may if {\n  allow with input as {\"user\": \"ann\"}\n}\n";

/** Modules of Rego with their tests, and what constraints found. */
export default function Policies() {
  return (
    <>
      <ModulesPanel />
      <ConstraintsPanel />
    </>
  );
}

function ModulesPanel() {
  const { value, failure, again } = useAsked(async (signal) => (await client.ask<{ result: readonly Module[] }>("GET", "/_policy/v1/policies", { signal })).result, []);
  const [id, setId] = useState("");
  const [text, setText] = useState(FIRST);
  const [refused, setRefused] = useState<unknown>(null);
  const [results, setResults] = useState<readonly TestResult[]>([]);
  const work = useWork(setRefused);
  const open = (module: Module) => {
    setId(module.id);
    setText(module.raw);
    setResults([]);
    setRefused(null);
  };
  const save = async () => {
    setRefused(null);
    const done = await work.run((signal) => client.ask("PUT", `/_policy/v1/policies/${id.split("/").map(encodeURIComponent).join("/")}`, { signal, body: text, contentType: "text/plain" }).then(() => true));
    if (!done) return;
    tell(t("saved.done", { name: id }), "", "good");
    again();
    const ran = await work.run((signal) => runTests(text, signal));
    if (ran) setResults(ran);
  };
  const remove = async (module: Module) => {
    try {
      await client.ask("DELETE", `/_policy/v1/policies/${module.id.split("/").map(encodeURIComponent).join("/")}`);
      again();
    } catch (fault) {
      tellFailure(fault);
    }
  };
  return (
    <Panel title={t("policies.modules")}>
      <Failure failure={failure} again={again} />
      <ul className="filters">
        {(value ?? []).map((module) => (
          <li key={module.id}>
            <button className="quiet" onClick={() => open(module)}>
              {module.id}
            </button>
            <button aria-label={t("saved.remove", { name: module.id })} onClick={() => void remove(module)}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <div className="row">
        <Labelled label={t("policies.id")}>
          <input value={id} onChange={(event) => setId(event.target.value)} placeholder="example.rego" />
        </Labelled>
        <button className="primary" disabled={id.trim() === "" || work.isBusy} onClick={() => void save()}>
          {t("policies.save")}
        </button>
      </div>
      <div className="small">
        <Editor label={t("policies.text")} value={text} onChange={setText} language={regoLanguage} />
      </div>
      <Failure failure={refused} />
      {results.length > 0 && (
        <ul aria-label={t("policies.tests")}>
          {results.map(({ name, passed }) => (
            <li key={name} className={passed ? "" : "bad"}>
              {name}: {t(passed ? "policies.passed" : "policies.failed")}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface Constraint {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly totalViolations?: number;
    readonly violations?: readonly { readonly kind: string; readonly namespace?: string; readonly name: string; readonly message: string; readonly enforcementAction?: string }[];
  };
}

function ConstraintsPanel() {
  const { value, failure, again } = useAsked((signal) => client.ask<{ items?: readonly Constraint[] } | readonly Constraint[]>("GET", path("_policy", "gatekeeper", "constraints"), { signal }), []);
  const constraints = value === null ? [] : "items" in value ? (value.items ?? []) : (value as readonly Constraint[]);
  return (
    <Panel title={t("policies.violations")}>
      <Failure failure={failure} again={again} />
      {value !== null && constraints.length === 0 && <p className="quiet">{t("policies.noConstraints")}</p>}
      {constraints.map((constraint) => (
        <div key={`${constraint.kind}/${constraint.metadata.name}`}>
          <h3>
            {constraint.kind} / {constraint.metadata.name}: {shownNumber(constraint.status?.totalViolations ?? 0)}
          </h3>
          {(constraint.status?.violations ?? []).length > 0 && (
            <Table
              label={constraint.metadata.name}
              rows={constraint.status?.violations ?? []}
              keyOf={(one) => [one.kind, one.namespace, one.name, one.message].join(" ")}
              columns={[
                { title: t("policies.object"), cell: (one) => [one.kind, one.namespace, one.name].filter(Boolean).join(" / ") },
                { title: t("policies.message"), cell: (one) => one.message },
                { title: t("policies.enforced"), cell: (one) => one.enforcementAction },
              ]}
            />
          )}
        </div>
      ))}
    </Panel>
  );
}
