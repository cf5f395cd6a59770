"""What runs beside a node that is an edge, or a hub of edges."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from findling.base.lazy import lazy_module
from findling.edge.config import EdgeConfig
from findling.node.services.node import Node

# these import NATS, which only edges and hubs need
_service = lazy_module("findling.edge.service")
_attached = lazy_module("findling.edge.attached")
_hub = lazy_module("findling.edge.hub.service")

MISSING = "edges need packages that are not there: pip install 'findling[cluster]'"


@contextmanager
def edge_services(node: Node, config: EdgeConfig, is_edge: bool) -> Iterator[None]:
    """Runs what makes the node an edge or a hub, if it is one, while the block runs."""
    if not is_edge and config.edge_listen is None:
        yield
        return
    try:
        if is_edge:
            service = _service.EdgeService(node, config, node.config.nats_server)
        else:
            service = _hub.HubListener(node, config, node.config.nats_server)
    except ModuleNotFoundError as error:
        raise click.ClickException(MISSING) from error
    attached = None
    try:
        if is_edge:
            service.start()
            attached = _attached.Attached(service, config.edge_unconfined)
            click.echo(f"edge {service.name}: devices at {config.edge_mqtt}, hub {config.edge_hub or 'none'}")
        else:
            _attached.serve_fleet(service.hub)
        if config.edge_listen is not None:
            click.echo(f"edges come in at {config.edge_listen}")
        yield
    finally:
        if attached is not None:
            attached.close()
        service.close()
