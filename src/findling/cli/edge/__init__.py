"""`findling edge`: nodes at the edge. `running` puts an edge, or a hub, beside a node."""
