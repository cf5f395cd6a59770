import { t } from "../../texts/catalogue";
import { useFeatures } from "../../ui/features";
import { AlertsPanel } from "./alerts";
import { ClusterPanel } from "./cluster";
import { IndicesPanel } from "./indices";
import { TasksPanel } from "./tasks";

/** The state of the cluster, and what can be done with its indices. */
export default function Overview() {
  const { monitors } = useFeatures();
  return (
    <>
      {monitors ? (
        <>
          <ClusterPanel />
          <IndicesPanel />
          <TasksPanel />
        </>
      ) : (
        <p className="quiet">{t("overview.notShown")}</p>
      )}
      <AlertsPanel />
    </>
  );
}
