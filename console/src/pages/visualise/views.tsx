/** Factory: how each kind of panel is shown. */

import { useEffect, useRef, type ReactElement } from "react";

import { createFactory } from "../../core/factory";
import { shownNumber, t } from "../../texts/catalogue";
import type { ChartData, ChartKind } from "../../ui/chart_data";
import type { Drawing } from "../../ui/charts";
import { Table } from "../../ui/table";

interface ViewProps {
  readonly data: ChartData;
  readonly label: string;
  readonly onPick: (category: string) => void;
}

const charted = (kind: ChartKind) => (props: ViewProps) => <Chart kind={kind} {...props} />;

export const createView = createFactory<Record<ChartKind, ViewProps>, ReactElement>("view", {
  bar: charted("bar"),
  line: charted("line"),
  area: charted("area"),
  pie: charted("pie"),
  heat: charted("heat"),
  map: charted("map"),
  table: (props) => <FiguresTable {...props} />,
});

function Chart({ kind, data, label, onPick }: ViewProps & { kind: ChartKind }) {
  const place = useRef<HTMLDivElement>(null);
  const picked = useRef(onPick);
  picked.current = onPick;
  useEffect(() => {
    let drawing: Drawing | null = null;
    let isGone = false;
    const show = () => drawing?.show(kind, data, label);
    const points = data.points?.length ?? data.categories.length * data.series.length;
    void import("../../ui/charts").then(({ draw }) => {
      if (isGone || place.current === null) return;
      drawing = draw(place.current, points);
      drawing.onPick((category) => picked.current(category));
      show();
    });
    window.addEventListener("themechange", show);
    return () => {
      isGone = true;
      window.removeEventListener("themechange", show);
      drawing?.dispose();
    };
  }, [kind, data, label]);
  return (
    <>
      <div ref={place} className="chart" role="img" aria-label={label} />
      {data.categories.length > 0 && (
        // what can be seen, and picked, in the chart can be read, and picked, without it
        <details>
          <summary>{t("visualise.figures")}</summary>
          <FiguresTable data={data} label={`${label}: ${t("visualise.figures")}`} onPick={onPick} />
        </details>
      )}
    </>
  );
}

function FiguresTable({ data, label, onPick }: ViewProps) {
  return (
    <Table
      label={label}
      rows={data.categories.map((category, row) => ({ category, row }))}
      keyOf={({ row }) => row}
      columns={[
        {
          title: t("visualise.rows"),
          cell: ({ category }) => (
            <button className="quiet" onClick={() => onPick(category)}>
              {category || t("visualise.without")}
            </button>
          ),
        },
        ...data.series.map(({ name, values }) => ({
          title: name || t("visualise.without"),
          kind: "number" as const,
          cell: ({ row }: { row: number }) => shownNumber(values[row] ?? Number.NaN),
        })),
      ]}
    />
  );
}
