"""What runs beside a node that is an edge, or a hub of edges."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from findling.base.lazy import lazy_module
from findling.edge.config import EdgeConfig
from findling.node.services.node import Node
from findling.rest.routes.edge.relayed import relayed

# these import NATS, which only edges and hubs need
_service = lazy_module("findling.edge.service")
_attached = lazy_module("findling.edge.attached")
_hub = lazy_module("findling.edge.hub.service")

MISSING = "edges need packages that are not there: pip install 'findling[cluster]'"


@contextmanager
def edge_services(node: Node, config: EdgeConfig, is_edge: bool) -> Iterator[None]:
    """Runs what makes the node an edge or a hub, if it is one, while the block runs."""
    is_master = node.link is not None and node.link.admission is not None
    if not is_edge and config.edge_listen is None and not is_master:
        yield
        return
    try:
        if is_edge:
            service = _service.EdgeService(node, config, node.config.nats_server)
        elif is_master:
            service = _hub.ClusterHub(node)
        else:
            service = _hub.HubListener(node, config, node.config.nats_server)
    except ModuleNotFoundError as error:
        raise click.ClickException(MISSING) from error
    attached: list[Any] = []
    try:
        if is_edge:
            service.start(lambda: attached.append(_attached.Attached(service, config.edge_unconfined, relayed(node))))
            click.echo(f"edge {service.name}: devices at {config.edge_mqtt}, hub {_shown(service.server.plan.hubs)}")
        else:
            _attached.serve_fleet(service.hub)
        if config.edge_listen is not None:
            click.echo(f"edges come in at {config.edge_listen}")
        yield
    finally:
        for one in attached:
            one.close()
        service.close()


def _shown(urls: Sequence[str]) -> str:
    """Returns addresses without what is secret."""
    return ", ".join(url.rpartition("@")[2].rpartition("//")[2] for url in urls) or "none"
