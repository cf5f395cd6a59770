"""The cluster settings of the circuit breakers take effect."""

from findling.base.work.breakers import Breakers
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.state import ClusterState


def configure_breakers(breakers: Breakers, state: ClusterState) -> None:
    """Gives the breakers the limits of the cluster settings; a listener of changes of the state calls it again."""

    def setting(name: str) -> int:
        return int(cluster_setting(state, f"{name}.limit"))

    def overhead(name: str) -> float:
        return float(cluster_setting(state, f"{name}.overhead"))

    request, fielddata, in_flight = (
        "indices.breaker.request",
        "indices.breaker.fielddata",
        "network.breaker.inflight_requests",
    )
    breakers.configure(breakers.parent, setting("indices.breaker.total"))
    breakers.configure(breakers.request, setting(request), overhead(request))
    breakers.configure(breakers.fielddata, setting(fielddata), overhead(fielddata))
    breakers.configure(breakers.in_flight, setting(in_flight), overhead(in_flight))
