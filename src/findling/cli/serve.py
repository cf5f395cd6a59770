"""`findling serve`: one node behind a socket, in this process, until Ctrl-C."""

import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from findling.base.errors import FindlingError
from findling.base.work.open_files import allow_open_files
from findling.base.work.process_memory import limit_allocator, lock_memory, relax_garbage_collection
from findling.base.work.stacks import limit_stacks
from findling.cli.config import OPTIONS, edge_config, identity_config, log_config, node_config, settings, switch
from findling.cli.edge.running import edge_services
from findling.cli.enrolled import enrolled
from findling.cli.identity.listener import identity_server
from findling.cli.logs import configure_logs
from findling.cli.sample import load_sample
from findling.edge.config import EdgeConfig
from findling.identity.config import IdentityConfig
from findling.node.lifecycle.clock import LifecycleClock
from findling.node.ownership.claims import Claims
from findling.node.published.follower import Follower
from findling.node.rebuild.running import Rebuilds
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.node.snapshots.lifecycle.schedules import Schedules
from findling.rest.app import create_policy_app
from findling.rest.doors import is_loopback
from findling.rest.pages.console import CONSOLE, PATH
from findling.rest.server import ServerThread, address, bind, serve
from findling.security.keystore import BOOTSTRAP_PASSWORD
from findling.version import __version__

OPEN_TO_ALL = (
    "ANYBODY WHO REACHES %s CAN READ, CHANGE AND DELETE EVERYTHING: security is off. Switch it on with --security on, "
    "or put a proxy or firewall in front that decides who may come"
)
OPEN_HERE = "security is off: whoever can use this machine can read, change and delete everything (--security on)"
WANTS_WORD = (
    "{host} can be reached from other machines: say --security on, so that everybody has to say who it is, or "
    "--security off, if something else decides who may come"
)
_SWITCH_S: Final = 0.001
"""How long one thread runs Python while others wait: what is short waits for it several times."""
PASSWORD = "ELASTIC_PASSWORD"
KEYSTORE_PASSWORD = "KEYSTORE_PASSWORD"
logger = logging.getLogger("findling")


def with_options(function: Any) -> Any:
    """Adds one --flag per setting."""
    for option in reversed(OPTIONS):
        default = f"default: {option.default}; " if option.default else ""
        # a switch may stand without a value
        more: dict[str, Any] = {"is_flag": False, "flag_value": "true"} if option.read is switch else {}
        shown = f"{option.help}  [{default}{option.variable}]"
        flags = [f"--{name.replace('_', '-')}" for name in (option.name, option.flag) if name]
        function = click.option(*flags, option.name, help=shown, **more)(function)
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
    serve_with(config_file, verbose, flags, sample)


def serve_with(
    config_file: Path | None, verbose: bool, flags: Mapping[str, Any], sample: bool = False, is_edge: bool = False
) -> None:
    """Serves with the settings of a file, of variables and of flags, until a signal. is_edge: as a node at the edge"""
    made = settings(flags, config_file, os.environ)
    configure_logs(log_config(made), verbose)
    config = enrolled(node_config(made), is_edge)
    if not is_loopback(config.host) and "security" not in made:
        raise click.UsageError(WANTS_WORD.format(host=config.host))
    if (config.tls_certificate is None) != (config.tls_key is None):
        raise click.UsageError("--tls-certificate and --tls-key go together")
    try:
        listening = bind(config.host, config.port)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {config.host}:{config.port}: {error.strerror}") from error
    try:
        run(config, listening, sample, identity_config(made), edge_config(made), is_edge)
    except FindlingError as error:
        raise click.ClickException(error.reason) from error
    except OSError as error:
        if error.filename is None or not str(error.filename).startswith(str(config.data)):
            raise
        fault = f"{error.strerror}: {error.filename}"
        raise click.ClickException(f"cannot use the data directory {config.data}: {fault}") from error


def run(
    config: NodeConfig,
    listening: Any,
    sample: bool,
    identity: IdentityConfig,
    edge: EdgeConfig,
    is_edge: bool = False,
) -> None:
    """Serves until a signal; closes the node in any case."""
    os.umask(0o077)
    limit_allocator()
    allow_open_files()
    if config.memory_lock and not lock_memory():
        raise click.ClickException(
            "memory_lock is set, but memory may not be locked: raise the limit of locked memory (ulimit -l)"
        )
    # what ends the process without a word is told at least
    faulthandler.enable()
    limit_stacks()
    sys.setswitchinterval(_SWITCH_S)
    node = Node(replace(config, real_memory=True))
    node.secrets.load(given_secret(os.environ, KEYSTORE_PASSWORD))
    node.start()
    node.pools.start()
    if not config.security:
        warn_of_open_doors(config.host)
    try:
        if node.security is not None:
            kept = node.secrets.text(BOOTSTRAP_PASSWORD)
            tell_password(node.security.users.bootstrap(given_secret(os.environ, PASSWORD) or kept))
        node.kept(Claims).resume()
        node.kept(Schedules)
        node.kept(LifecycleClock)
        node.kept(Rebuilds)
        relax_garbage_collection()
        with (
            following(node),
            policy_server(node),
            identity_server(node, identity, address(listening)),
            edge_services(node, edge, is_edge),
        ):
            serve(node, listening, on_ready=lambda url: announce(url, config, sample))
    finally:
        node.close()


@contextmanager
def following(node: Node) -> Iterator[None]:
    """Serves what is published elsewhere, if that is asked for, while the block runs."""
    if node.config.published_from is None:
        yield
        return
    follower = node.kept(Follower.of)
    follower.open()
    follower.follow()
    click.echo(f"serves what is published at {follower.place.url}, read-only")
    try:
        yield
    finally:
        follower.close()


@contextmanager
def policy_server(node: Node) -> Iterator[None]:
    """Serves OPA's API on its port, if it has one, while the block runs; says which engine evaluates policies."""
    decisions, port = node.decisions, node.config.policy_port
    if port is None:
        if decisions.policies.current.revision.number:
            logger.info("policies are evaluated engine=%s", decisions.engine)
        yield
        return
    try:
        server = ServerThread(node, node.config.host, port, create_policy_app(node))
    except OSError as error:
        raise click.ClickException(f"cannot listen on {node.config.host}:{port}: {error.strerror}") from error
    with server:
        click.echo(f"OPA's API is at {server.url}; policies are evaluated by {decisions.engine}")
        yield


def warn_of_open_doors(host: str) -> None:
    """Says in the log that nobody has to say who it is."""
    if is_loopback(host):
        logger.warning(OPEN_HERE)
    else:
        logger.warning(OPEN_TO_ALL, host)


def given_secret(environment: Mapping[str, str], variable: str) -> str | None:
    """Returns a secret of a variable, or of the file that the variable with `_FILE` names; None if none is given.

    Raises click.UsageError for a file that cannot be read.
    """
    path = environment.get(f"{variable}_FILE")
    if path is None:
        return environment.get(variable)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise click.UsageError(f"{variable}_FILE: {error}") from error


def tell_password(made: str | None) -> None:
    """Says the password that was made up for the user `elastic`. It is not told again."""
    if made is not None:
        click.echo(f"the password of the user elastic is {made} (told this once; findling security reset-password)")


def announce(url: str, config: NodeConfig, sample: bool) -> None:
    click.echo(f"findling {__version__} answers at {url}, data in {config.data}/ (Ctrl-C stops)")
    is_there = CONSOLE.is_built()
    click.echo(f"the console is at {url}{PATH}" if is_there else f"no console was built: {url}{PATH} says why")
    if sample:
        threading.Thread(target=load_sample, args=(url,), name="sample", daemon=True).start()
