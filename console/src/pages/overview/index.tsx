import { AlertsPanel } from "./alerts";
import { ClusterPanel } from "./cluster";
import { IndicesPanel } from "./indices";
import { TasksPanel } from "./tasks";

/** The state of the cluster, and what can be done with its indices. */
export default function Overview() {
  return (
    <>
      <ClusterPanel />
      <IndicesPanel />
      <TasksPanel />
      <AlertsPanel />
    </>
  );
}
