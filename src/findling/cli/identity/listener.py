"""Serves the identity provider on its port."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from findling.base.errors import FindlingError
from findling.base.lazy import lazy_module
from findling.identity.config import IdentityConfig
from findling.identity.web.door import Door
from findling.node.services.node import Node
from findling.rest.server import ServerThread, address, bind

# what these import is optional to install
_app = lazy_module("findling.identity.web.app")
_service = lazy_module("findling.identity.service")
_own_console = lazy_module("findling.identity.frictionless.own_console")
_own_realm = lazy_module("findling.identity.frictionless.own_realm")

MISSING = "the identity provider needs packages that are not there: pip install 'findling[identity]'"


@contextmanager
def identity_server(node: Node, config: IdentityConfig, at: str) -> Iterator[None]:
    """Serves the provider while the block runs, if it has a port. at: host and port of the node itself"""
    if config.identity_port is None:
        yield
        return
    with listening(node, config, at) as server:
        click.echo(f"the identity provider is at {server.url}")
        yield


@contextmanager
def listening(node: Node, config: IdentityConfig, at: str) -> Iterator[ServerThread]:
    """Serves the provider while the block runs. Raises ClickException."""
    host, port = node.config.host, config.identity_port or 0
    scheme = "http" if node.config.tls_certificate is None else "https"
    try:
        bound = bind(host, port)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}") from error
    try:
        identity = _service.Identity(node, config, f"{scheme}://{address(bound)}")
        _own_realm.trust_own(identity)
        _own_console.register_console(identity, _own_console.console_pages(scheme, at))
    except ModuleNotFoundError as error:
        raise click.ClickException(MISSING) from error
    except FindlingError as error:
        raise click.ClickException(error.reason) from error
    app = _app.IdentityApp(identity)
    door = node.kept(Door)
    door.open(app)
    try:
        with ServerThread(node, app=app, bound=bound) as server:
            yield server
    finally:
        door.close()
        app.close()
