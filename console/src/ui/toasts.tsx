import { useEffect, useState } from "react";

import type { Notice } from "../core/notifications";
import { bus } from "../core/session";
import { t } from "../texts/catalogue";

const SHOWN_MS = 8_000;

/** Messages at the edge of the page; those of failures stay until they are dismissed. */
export function Toasts() {
  const [notices, setNotices] = useState<readonly (Notice & { id: number })[]>([]);
  useEffect(() => {
    let last = 0;
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const end = bus.subscribe("notice", (notice) => {
      const id = (last += 1);
      setNotices((before) => [...before.slice(-4), { ...notice, id }]);
      if (notice.level !== "bad") {
        timers.add(setTimeout(() => setNotices((before) => before.filter((one) => one.id !== id)), SHOWN_MS));
      }
    });
    return () => {
      end();
      for (const timer of timers) clearTimeout(timer);
    };
  }, []);
  return (
    <div className="toasts" role="region" aria-label={t("notify.title")} aria-live="polite">
      {notices.map((notice) => (
        <div key={notice.id} className={`toast ${notice.level}`}>
          <div>
            <strong>{notice.title}</strong>
            {notice.text && <p>{notice.text}</p>}
          </div>
          <button
            aria-label={`${t("notify.dismiss")}: ${notice.title}`}
            onClick={() => setNotices((before) => before.filter((one) => one.id !== notice.id))}
          >
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
