/** Small parts that all pages are made of. */

import { type ReactNode, useEffect, useId, useRef } from "react";

import { RequestFailure } from "../core/client";
import { t } from "../texts/catalogue";

export function Panel({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

export function Failure({ failure, again }: { failure: unknown; again?: () => void }) {
  if (failure === null || failure === undefined) return null;
  const message = failure instanceof Error ? failure.message : String(failure);
  return (
    <div className="failure" role="alert">
      <strong>{message}</strong>
      {failure instanceof RequestFailure && <p>{failure.advice}</p>}
      {again && <button onClick={again}>{t("app.retry")}</button>}
    </div>
  );
}

export function Progress({ share, note, label, onStop }: { share: number; note: string; label: string; onStop?: () => void }) {
  return (
    <div className="progress">
      <progress value={share} max={1} aria-label={label} />
      <span aria-live="polite">{note}</span>
      {onStop && <button onClick={onStop}>{t("app.stop")}</button>}
    </div>
  );
}

/** A dialog of the browser's own: it keeps the focus, and Escape closes it. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose} onCancel={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

/** What ends a dialog: the one that sends its form, and the one that closes it. */
export function DialogButtons(props: { label: string; kind?: "primary" | "danger"; disabled: boolean; onClose: () => void }) {
  return (
    <div className="buttons">
      <button className={props.kind ?? "primary"} disabled={props.disabled}>
        {props.label}
      </button>
      <button type="button" onClick={props.onClose}>
        {t("app.cancel")}
      </button>
    </div>
  );
}

export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

/** Tables that are wider than the window scroll by themselves, with the keyboard too. */
export function Scrolled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="scrolled" tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}

const WIDTH = 240;
const HEIGHT = 48;

/** A line of the last values. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const most = Math.max(1e-9, ...values);
  const points = values.map((value, at) => `${(at / Math.max(1, values.length - 1)) * WIDTH},${HEIGHT - 2 - (value / most) * (HEIGHT - 4)}`);
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} preserveAspectRatio="none">
      <polyline points={points.join(" ")} />
    </svg>
  );
}
