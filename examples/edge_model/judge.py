"""The function at the edge: asks the model about each reading and tells the pump."""

from findling.edge.functions.api import Edge
from findling.edge.functions.declared import Event, on


@on("pump/reading")
def judge(event: Event, edge: Edge) -> None:
    (made,) = edge.infer("wear", [event.payload])
    edge.publish("pump/judged", {**made, "n": event.payload["n"]})
