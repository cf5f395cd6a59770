"""`findling serve`: one node behind a socket, in this process, until Ctrl-C."""

import logging
import os
import threading
from pathlib import Path
from typing import Any

import click

from findling.base.errors import FindlingError
from findling.base.process_memory import limit_allocator, relax_garbage_collection
from findling.cli.config import OPTIONS, log_config, node_config, settings
from findling.cli.logs import configure_logs
from findling.cli.sample import load_sample
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.doors import is_loopback
from findling.rest.server import bind, serve
from findling.version import __version__

OPEN_TO_ALL = (
    "ANYBODY WHO REACHES %s CAN READ, CHANGE AND DELETE EVERYTHING: there are no users and no passwords yet. "
    "Listen on 127.0.0.1, or put a proxy or firewall in front that decides who may come"
)
logger = logging.getLogger("findling")


def with_options(function: Any) -> Any:
    """Adds one --flag per setting."""
    for option in reversed(OPTIONS):
        default = f"default: {option.default}; " if option.default else ""
        shown = f"{option.help}  [{default}{option.variable}]"
        function = click.option(f"--{option.name.replace('_', '-')}", option.name, help=shown)(function)
    return function


@click.command("serve")
@with_options
@click.option(
    "--config",
    "config_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Configuration file; without it ./findling.yml is read if there is one.",
)
@click.option(
    "--sample", is_flag=True, help="On the first start, load the bundled sample data into the index `strikes`."
)
@click.option("-v", "--verbose", is_flag=True, help="Log each request, and more.")
def command(config_file: Path | None, sample: bool, verbose: bool, **flags: Any) -> None:
    """Start a server.

    Settings come from findling.yml, then FINDLING_* variables, then flags; the last one wins. The file has a line for
    each, such as `port: 9200`.
    """
    made = settings(flags, config_file, os.environ)
    configure_logs(log_config(made), verbose)
    config = node_config(made)
    try:
        listening = bind(config.host, config.port)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {config.host}:{config.port}: {error.strerror}") from error
    try:
        run(config, listening, sample)
    except FindlingError as error:
        raise click.ClickException(error.reason) from error
    except OSError as error:
        if error.filename is None or not str(error.filename).startswith(str(config.data)):
            raise
        fault = f"{error.strerror}: {error.filename}"
        raise click.ClickException(f"cannot use the data directory {config.data}: {fault}") from error


def run(config: NodeConfig, listening: Any, sample: bool) -> None:
    """Serves until a signal; closes the node in any case."""
    os.umask(0o077)
    if not is_loopback(config.host):
        logger.warning(OPEN_TO_ALL, config.host)
    limit_allocator()
    node = Node(config).start()
    try:
        relax_garbage_collection()
        serve(node, listening, on_ready=lambda url: announce(url, config, sample))
    finally:
        node.close()


def announce(url: str, config: NodeConfig, sample: bool) -> None:
    click.echo(f"findling {__version__} answers at {url}, data in {config.data}/ (Ctrl-C stops)")
    if sample:
        threading.Thread(target=load_sample, args=(url,), name="sample", daemon=True).start()
