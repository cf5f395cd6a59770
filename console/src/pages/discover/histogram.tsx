import { shownNumber, t } from "../../texts/catalogue";

export interface Bar {
  readonly name: string;
  readonly count: number;
}

const HEIGHT = 60;

/** How many there are over time. It is drawn here: a library of charts is loaded by the pages that need more. */
export function Histogram({ bars }: { bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const first = bars[0]!;
  const last = bars.at(-1)!;
  const label = t("discover.histogram", { from: first.name, to: last.name, most: shownNumber(most) });
  return (
    <figure>
      <svg className="histogram" viewBox={`0 0 ${bars.length} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {bars.map(({ name, count }, at) => (
          <rect key={name} x={at + 0.1} width={0.8} y={HEIGHT - (count / most) * HEIGHT} height={(count / most) * HEIGHT}>
            <title>{`${name}: ${shownNumber(count)}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption className="quiet">{label}</figcaption>
    </figure>
  );
}
