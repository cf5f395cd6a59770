"""How a node is started that belongs to a cluster: as its enrolment says."""

from dataclasses import replace
from typing import Final

import click

from findling.base.errors import FindlingError
from findling.cluster.authority.enrolment import Enrolment
from findling.cluster.authority.files import SERVER, EnrolmentFiles
from findling.node.services.config import DEFAULT_CLUSTER, DEFAULT_NAME, NodeConfig

_EMBEDDED: Final = ("embedded",)


def enrolled(config: NodeConfig, is_edge: bool = False) -> NodeConfig:
    """Returns the configuration with what the data directory's enrolment says; what was given wins where it may.

    is_edge: the node is alone, it only brings what it has to a hub
    Raises click.ClickException if the directory is an edge node's, or was enrolled by other names.
    """
    files = EnrolmentFiles(config.data)
    if is_edge or not files.are_there:
        return config
    try:
        place = files.enrolment()
    except FindlingError as error:
        raise click.ClickException(error.reason) from error
    if place.kind == "edge":
        raise click.ClickException(f"{config.data} is an edge node's: start it with findling edge run")
    _check_names(config, place)
    made = _with_nats(replace(config, cluster_name=place.cluster, node_name=place.name), place)
    if made.security and made.tls_certificate is None:
        made = replace(made, tls_certificate=files.certificate(SERVER), tls_key=files.key(SERVER))
    return made


def _check_names(config: NodeConfig, place: Enrolment) -> None:
    for setting, given, default, known in (
        ("cluster_name", config.cluster_name, DEFAULT_CLUSTER, place.cluster),
        ("node_name", config.node_name, DEFAULT_NAME, place.name),
    ):
        if given not in (default, known):
            raise click.ClickException(f"{setting} is [{given}], but {config.data} was enrolled as [{known}]")


def _with_nats(config: NodeConfig, place: Enrolment) -> NodeConfig:
    """Returns how the node gets at NATS: a master runs a server, others ask those of the masters."""
    if config.nats and config.nats != _EMBEDDED:
        return config
    if place.listen is None:
        return replace(config, nats=tuple(place.urls))
    return replace(config, nats=_EMBEDDED, nats_listen=place.listen, nats_peers=place.masters)
