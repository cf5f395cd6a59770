import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";

const ROW_PX = 28;
const BEYOND = 8;
const COLUMN_REM = 11;

interface GridProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly cell: (row: number, column: string) => ReactNode;
  readonly onOpen?: (row: number) => void;
}

/** A grid of any number of rows, of which only those are drawn that can be seen. Arrows, pages, Home and End move in it. */
export function Grid({ label, columns, rows, cell, onOpen }: GridProps) {
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(480);
  const [current, setCurrent] = useState(0);
  const frame = useRef(0);
  useEffect(() => {
    const watched = new ResizeObserver(([entry]) => entry && setHeight(entry.contentRect.height));
    watched.observe(place.current!);
    return () => watched.disconnect();
  }, []);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  const scrolled = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => place.current && setTop(place.current.scrollTop));
  }, []);
  const move = (to: number) => {
    const row = Math.max(0, Math.min(rows - 1, to));
    setCurrent(row);
    const box = place.current!;
    const header = ROW_PX;
    if (row * ROW_PX < box.scrollTop) box.scrollTop = row * ROW_PX;
    if ((row + 1) * ROW_PX + header > box.scrollTop + box.clientHeight) box.scrollTop = (row + 1) * ROW_PX + header - box.clientHeight;
  };
  const onPage = Math.max(1, Math.floor(height / ROW_PX) - 2);
  const pressed = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + onPage, PageUp: current - onPage, Home: 0, End: rows - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) move(to);
    else if (event.key === "Enter" && onOpen && rows > 0) onOpen(current);
    else return;
    event.preventDefault();
  };
  const first = Math.max(0, Math.floor(top / ROW_PX) - BEYOND);
  const last = Math.min(rows, Math.ceil((top + height) / ROW_PX) + BEYOND);
  const drawn = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  const width = `max(100%, ${columns.length * COLUMN_REM}rem)`;
  const template = { gridTemplateColumns: `repeat(${columns.length}, 1fr)`, width };
  return (
    <div
      ref={place}
      className="grid"
      role="grid"
      aria-label={label}
      aria-rowcount={rows + 1}
      aria-colcount={columns.length}
      aria-activedescendant={current >= first && current < last ? `row-${current}` : undefined}
      tabIndex={0}
      onScroll={scrolled}
      onKeyDown={pressed}
    >
      <div className="grid-row head" role="row" aria-rowindex={1} style={template}>
        {columns.map((column) => (
          <div key={column} role="columnheader">
            {column}
          </div>
        ))}
      </div>
      <div className="grid-body" role="rowgroup" style={{ height: rows * ROW_PX, width }}>
        {drawn.map((row) => (
          <div
            key={row}
            id={`row-${row}`}
            className="grid-row"
            role="row"
            aria-rowindex={row + 2}
            aria-selected={row === current}
            style={{ ...template, transform: `translateY(${row * ROW_PX}px)` }}
            onClick={() => (setCurrent(row), onOpen?.(row))}
          >
            {columns.map((column) => (
              <div key={column} role="gridcell">
                {cell(row, column)}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
