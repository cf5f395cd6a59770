import { useId, useState } from "react";

import type { Field } from "../../core/adapter";
import { client, path } from "../../core/session";
import { t } from "../../texts/catalogue";
import { useAsked } from "../../ui/hooks";
import { Labelled } from "../../ui/parts";
import { type Filter, needsValue, OPERATORS, type Operator } from "./query";

const COMPLETED = new Set(["keyword", "constant_keyword", "flattened", "version", "wildcard"]);

interface FiltersProps {
  readonly index: string;
  readonly fields: readonly Field[];
  readonly filters: readonly Filter[];
  readonly onChange: (filters: readonly Filter[]) => void;
}

/** Filters made of the fields that the mapping has; values of keywords are completed. */
export function FiltersEditor({ index, fields, filters, onChange }: FiltersProps) {
  const [field, setField] = useState("");
  const [operator, setOperator] = useState<Operator>("is");
  const [value, setValue] = useState("");
  const list = useId();
  const completes = operator === "is" || operator === "isNot";
  const type = fields.find(({ name }) => name === field)?.type ?? "";
  const values = useAsked(async (signal) => {
    if (!completes || !COMPLETED.has(type) || index === "") return [];
    const body = { field, string: value, size: 20, case_insensitive: true };
    const answer = await client.ask<{ terms: readonly string[] }>("POST", `${path(index)}/_terms_enum`, { body, signal });
    return answer.terms;
  }, [index, field, type, completes, value]);
  const add = () => {
    onChange([...filters, { field, operator, value }]);
    setValue("");
  };
  return (
    <details open={filters.length > 0}>
      <summary>{t("filter.title")}</summary>
      <ul className="filters">
        {filters.map((filter, at) => (
          <li key={at}>
            {filter.field} {t(`filter.${filter.operator}`)} {needsValue(filter.operator) && <strong>{filter.value}</strong>}{" "}
            <button aria-label={t("filter.remove", { field: filter.field })} onClick={() => onChange(filters.filter((_, other) => other !== at))}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <div className="row">
        <Labelled label={t("filter.field")}>
          <select value={field} onChange={(event) => setField(event.target.value)}>
            <option value="" />
            {fields.map(({ name, type: kind }) => (
              <option key={name} value={name}>
                {name} ({kind})
              </option>
            ))}
          </select>
        </Labelled>
        <Labelled label={t("filter.operator")}>
          <select value={operator} onChange={(event) => setOperator(event.target.value as Operator)}>
            {OPERATORS.map((one) => (
              <option key={one} value={one}>
                {t(`filter.${one}`)}
              </option>
            ))}
          </select>
        </Labelled>
        {needsValue(operator) && (
          <Labelled label={t("filter.value")}>
            <input list={list} value={value} onChange={(event) => setValue(event.target.value)} />
          </Labelled>
        )}
        <datalist id={list}>
          {(values.value ?? []).map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <button disabled={field === "" || (needsValue(operator) && value === "")} onClick={add}>
          {t("filter.add")}
        </button>
      </div>
    </details>
  );
}
