import { type ChangeEvent, type FormEvent, useState } from "react";

import { tell } from "../../core/session";
import { t } from "../../texts/catalogue";
import { useAsked } from "../../ui/hooks";
import { Failure, Labelled, Panel } from "../../ui/parts";
import { useAct } from "../../ui/act";
import { type Brand, manage } from "./api";

const MOST_BYTES = 64 * 1024;
const NONE: Brand = { service: null, colors: {}, logo: null };
const SHOWN = { primary: "#0b5fa5", page_background: "#f5f6f8" };

/** How the log-in page looks, with what it would look like while one chooses. */
export function BrandingPanel() {
  const { value, failure, again } = useAsked((signal) => manage<Brand>("GET", ["branding"], { signal }), []);
  const [draft, setBrand] = useState<Brand | null>(null);
  const brand = draft ?? value ?? NONE;
  const preview = useAsked((signal) => manage<{ html: string }>("POST", ["branding", "preview"], { body: brand, signal }), [JSON.stringify(brand)]);
  const { act, refused } = useAct(again);
  const save = async (changed: Brand) => {
    if (!(await act(manage("PATCH", ["branding"], { body: changed })))) return;
    tell(t("saved.done", { name: t("identity.branding") }), "", "good");
    setBrand(changed);
  };
  const color = (name: keyof Brand["colors"]) => (event: ChangeEvent<HTMLInputElement>) =>
    setBrand({ ...brand, colors: { ...brand.colors, [name]: event.target.value } });
  const logo = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    if (!file) return;
    if (file.size > MOST_BYTES) return tell(t("identity.tooLarge"), "", "bad");
    setBrand({ ...brand, logo: await dataUrl(file) });
  };
  return (
    <Panel title={t("identity.branding")}>
      <Failure failure={failure} again={again} />
      <div className="columns">
        <form onSubmit={(event: FormEvent) => (event.preventDefault(), void save(brand))}>
          <Labelled label={t("identity.service")}>
            <input value={brand.service ?? ""} onChange={(event) => setBrand({ ...brand, service: event.target.value || null })} />
          </Labelled>
          <Labelled label={t("identity.primary")}>
            <input type="color" value={brand.colors.primary ?? SHOWN.primary} onChange={color("primary")} />
          </Labelled>
          <Labelled label={t("identity.background")}>
            <input type="color" value={brand.colors.page_background ?? SHOWN.page_background} onChange={color("page_background")} />
          </Labelled>
          <Labelled label={t("identity.logo")}>
            <input type="file" accept="image/png,image/jpeg,image/webp,image/gif" onChange={(event) => void logo(event)} />
          </Labelled>
          <p className="quiet">{t("identity.logoNote")}</p>
          <Failure failure={refused ?? preview.failure} />
          <div className="buttons">
            <button className="primary">{t("saved.save")}</button>
            {brand.logo && (
              <button type="button" onClick={() => setBrand({ ...brand, logo: null })}>
                {t("identity.logoRemove")}
              </button>
            )}
            <button type="button" onClick={() => void save(NONE)}>
              {t("identity.reset")}
            </button>
          </div>
        </form>
        {preview.value && <iframe className="preview" title={t("identity.preview")} sandbox="" srcDoc={preview.value.html} />}
      </div>
    </Panel>
  );
}

function dataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error());
    reader.readAsDataURL(file);
  });
}
