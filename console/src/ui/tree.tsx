import type { TreeNode } from "../core/trees";

const OPEN_DEPTH = 3;

/** A tree whose nodes open and close, each with a bar of its share. */
export function Tree({ nodes, depth = 0 }: { nodes: readonly TreeNode[]; depth?: number }) {
  return (
    <ul className="tree">
      {nodes.map((node, at) => (
        <li key={at}>
          {node.children.length > 0 ? (
            <details open={depth < OPEN_DEPTH}>
              <summary>
                <Line node={node} />
              </summary>
              <Tree nodes={node.children} depth={depth + 1} />
            </details>
          ) : (
            <div className="leaf">
              <Line node={node} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Line({ node }: { node: TreeNode }) {
  return (
    <span className="line">
      <span className="bar" aria-hidden="true">
        <span style={{ width: `${node.share * 100}%` }} />
      </span>
      <strong>{node.figure}</strong> <span className="quiet">{Math.round(node.share * 100)} %</span> {node.title}
      {node.detail && <small className="quiet mono"> {node.detail}</small>}
    </span>
  );
}
