"""Copies of a shard are spread over the values of attributes, such as zones."""

from findling.cluster.shards.deciders.decider import Decider
from findling.cluster.shards.view import AllocationView, Mask, ShardCopy

_PREFIX = "cluster.routing.allocation.awareness."


class Awareness(Decider):
    """`awareness.attributes`, and `awareness.force.ATTRIBUTE.values` for values whose nodes may not be there."""

    name = "awareness"

    def _attributes(self, view: AllocationView) -> list[str]:
        listed = view.given(_PREFIX).get("attributes", "")
        return [name.strip() for name in listed.strip("[]").replace('"', "").split(",") if name.strip()]

    def _values(self, view: AllocationView, attribute: str) -> list[str]:
        forced = view.given(_PREFIX).get(f"force.{attribute}.values", "")
        found = {node.attributes[attribute] for node in view.nodes if attribute in node.attributes}
        return sorted(found | {value.strip() for value in forced.split(",") if value.strip()})

    def _most(self, view: AllocationView, copy: ShardCopy, attribute: str) -> int:
        """Returns how many copies nodes of one value may have."""
        copies, values = 1 + copy.index.number_of_replicas, len(self._values(view, attribute))
        return -(-copies // max(values, 1))

    def _held(self, view: AllocationView, copy: ShardCopy, attribute: str, value: str | None) -> int:
        """Returns how many other copies nodes of a value have."""
        held = [view.nodes[view.place[node]] for node in copy.routing.copies if node in view.place]
        return sum(node.attributes.get(attribute) == value and node.id != copy.moves_from for node in held)

    def allows(self, view: AllocationView, copy: ShardCopy) -> Mask:
        allowed = view.all()
        for attribute in self._attributes(view):
            most = self._most(view, copy, attribute)
            room = {value: self._held(view, copy, attribute, value) < most for value in self._values(view, attribute)}
            for place, node in enumerate(view.nodes):
                allowed[place] &= room.get(node.attributes.get(attribute, ""), False)
        return allowed

    def says(self, view: AllocationView, copy: ShardCopy, place: int, allowed: bool) -> str:
        attributes = self._attributes(view)
        if not attributes:
            return f"allocation awareness is not enabled, set cluster setting [{_PREFIX}attributes] to enable it"
        if allowed:
            return "node meets all awareness attribute requirements"
        node = view.nodes[place]
        for attribute in attributes:
            value = node.attributes.get(attribute)
            if value is None:
                return (
                    f"node does not contain the awareness attribute [{attribute}]; required attributes cluster setting "
                    f"[{_PREFIX}attributes={','.join(attributes)}]"
                )
            most, held = self._most(view, copy, attribute), self._held(view, copy, attribute, value)
            if held >= most:
                values = self._values(view, attribute)
                return (
                    f"there are [{1 + copy.index.number_of_replicas}] copies of this shard and [{len(values)}] values "
                    f"for attribute [{attribute}] ([{', '.join(values)}] from nodes in the cluster and no forced "
                    f"awareness) so there may be at most [{most}] copies of this shard allocated to nodes with each "
                    f"value, but (including this copy) there would be [{held + 1}] copies allocated to nodes with "
                    f"[node.attr.{attribute}: {value}]"
                )
        return "node does not meet awareness attribute requirements"
