"""Runs on the edge at the crossing: what the controller says becomes what the light, at the edge below, should be."""

from findling.edge.functions.api import Edge
from findling.edge.functions.declared import Event, on


@on("controller/phase")
def relay(event: Event, edge: Edge) -> None:
    edge.desire("light", {"phase": event.payload["phase"], "beat": event.payload["n"]})
