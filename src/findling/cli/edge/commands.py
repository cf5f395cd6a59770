"""`findling edge`: nodes at the edge, offline for as long as it takes."""

from pathlib import Path
from typing import Any

import click

from findling.cli.edge.enrolment import device, hub, init
from findling.cli.serve import serve_with, with_options


@click.group("edge")
def command() -> None:
    """Run a node where devices are: local search, MQTT, and everything to the hub once there is a link."""


@command.command("run")
@with_options
@click.option(
    "--config",
    "config_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Configuration file; without it ./findling.yml is read if there is one.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log each request, and more.")
def run(config_file: Path | None, verbose: bool, **flags: Any) -> None:
    """Start an edge: a server as `findling serve`, with its nats-server, until Ctrl-C."""
    serve_with(config_file, verbose, flags, is_edge=True)


for added in (init, hub, device):
    command.add_command(added)
