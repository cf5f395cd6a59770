import { explanationOf, type Hit } from "../../core/adapter";
import { client, path } from "../../core/session";
import { explanationTree } from "../../core/trees";
import { t } from "../../texts/catalogue";
import { useAsked } from "../../ui/hooks";
import { Dialog, Failure } from "../../ui/parts";
import { Tree } from "../../ui/tree";

/** One document as it was sent, and why it was found. */
export function DocumentDialog({ hit, query, onClose }: { hit: Hit; query: object; onClose: () => void }) {
  const { value, failure } = useAsked(async (signal) => {
    const answer = await client.ask<{ explanation?: unknown }>("POST", path(hit.index, "_explain", hit.id), { body: { query }, signal });
    return answer.explanation ? explanationTree(explanationOf(answer.explanation)) : null;
  }, [hit.index, hit.id]);
  return (
    <Dialog title={`${hit.index} / ${hit.id}`} onClose={onClose}>
      <pre tabIndex={0}>{JSON.stringify(hit.source, null, 2)}</pre>
      <h3>{t("devtools.explanation")}</h3>
      <Failure failure={failure} />
      {value && <Tree nodes={[value]} />}
      <button onClick={onClose}>{t("app.close")}</button>
    </Dialog>
  );
}
