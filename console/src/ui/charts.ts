/**
 * Adapter: charts behind one interface. Pages know kinds and plain data; which library draws them is known here alone. It is
 * loaded with the first chart.
 */

import { BarChart, HeatmapChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

import type { ChartData, ChartKind } from "./chart_data";

use([
  BarChart, HeatmapChart, LineChart, PieChart, ScatterChart,
  AriaComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent,
  CanvasRenderer, SVGRenderer,
]);

export interface Drawing {
  show(kind: ChartKind, data: ChartData, label: string): void;
  /** Calls `picked` with the category that somebody clicks. */
  onPick(picked: (category: string) => void): void;
  dispose(): void;
}

const MANY_POINTS = 1_000;

export function draw(element: HTMLElement, points: number): Drawing {
  // thousands of elements are slower than a canvas; few can be enlarged and read
  const chart = init(element, null, { renderer: points > MANY_POINTS ? "canvas" : "svg" });
  const resized = new ResizeObserver(() => chart.resize());
  resized.observe(element);
  return {
    show(kind, data, label) {
      const style = getComputedStyle(document.documentElement);
      const colour = (name: string) => style.getPropertyValue(name).trim();
      const palette = { text: colour("--text"), line: colour("--soft"), accent: colour("--accent"), back: colour("--panel") };
      chart.setOption(optionOf(kind, data, label, palette), { notMerge: true });
    },
    onPick(picked) {
      chart.on("click", (event) => picked(event.name));
    },
    dispose() {
      resized.disconnect();
      chart.dispose();
    },
  };
}

interface Palette {
  readonly text: string;
  readonly line: string;
  readonly accent: string;
  readonly back: string;
}

/** Returns what the library wants for a kind of chart. */
export function optionOf(kind: ChartKind, data: ChartData, label: string, palette: Palette): Record<string, unknown> {
  const common = {
    animation: false,
    aria: { enabled: true, label: { description: label } },
    textStyle: { color: palette.text },
    tooltip: { trigger: kind === "pie" || kind === "heat" || kind === "map" ? "item" : "axis", confine: true, renderMode: "richText" },
    ...(kind !== "heat" && kind !== "map" && data.series.length > 1 && { legend: { type: "scroll", top: 0, textStyle: { color: palette.text } } }),
  };
  const axis = { axisLabel: { color: palette.text }, splitLine: { lineStyle: { color: palette.line } } };
  const grid = { left: 8, right: 16, top: 36, bottom: 8, containLabel: true };
  if (kind === "pie") return { ...common, series: [{ type: "pie", radius: ["30%", "75%"], label: { color: palette.text }, data: slices(data) }] };
  if (kind === "map") {
    const degrees = { ...axis, type: "value", scale: true };
    return {
      ...common, grid, xAxis: { ...degrees, name: "lon" }, yAxis: { ...degrees, name: "lat" },
      series: [{ type: "scatter", symbolSize: 4, data: data.points ?? [], itemStyle: { color: palette.accent, opacity: 0.6 }, large: true }],
    };
  }
  if (kind === "heat") {
    const cells = data.series.flatMap(({ values }, column) => values.map((value, row) => [row, column, Number.isFinite(value) ? value : "-"]));
    const figures = data.series.flatMap(({ values }) => values.filter(Number.isFinite));
    return {
      ...common, grid: { ...grid, bottom: 60 },
      xAxis: { ...axis, type: "category", data: data.categories }, yAxis: { ...axis, type: "category", data: data.series.map(({ name }) => name) },
      visualMap: { min: figures.reduce((a, b) => Math.min(a, b), Infinity), max: figures.reduce((a, b) => Math.max(a, b), -Infinity), calculable: true, orient: "horizontal", left: "center", bottom: 0, textStyle: { color: palette.text }, inRange: { color: [palette.back, palette.accent] } },
      series: [{ type: "heatmap", data: cells }],
    };
  }
  return {
    ...common, grid,
    xAxis: { ...axis, type: "category", data: data.categories }, yAxis: { ...axis, type: "value" },
    series: data.series.map(({ name, values }) => ({
      name, type: kind === "bar" ? "bar" : "line", data: values.map((value) => (Number.isFinite(value) ? value : null)),
      ...(kind === "area" && { areaStyle: {} }), ...(data.series.length > 1 && kind !== "line" && { stack: "all" }),
    })),
  };
}

function slices({ categories, series }: ChartData): { name: string; value: number }[] {
  return categories.map((name, at) => ({ name, value: series.reduce((sum, { values }) => sum + (values[at] || 0), 0) }));
}
