import { ApplicationsPanel } from "./applications";
import { BrandingPanel } from "./branding";
import { PeoplePanel } from "./people";

/** The identity provider: who logs in, to what, and how its pages look. */
export default function Identity() {
  return (
    <>
      <PeoplePanel />
      <ApplicationsPanel />
      <BrandingPanel />
    </>
  );
}
