"""`findling identity`: the first administrator, applications, APIs and keys, while the server is stopped."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from findling.base.errors import FindlingError
from findling.base.lazy import lazy_module
from findling.cli.identity.listener import MISSING
from findling.cli.security import DATA
from findling.identity.config import IdentityConfig
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.security.users import random_password

if TYPE_CHECKING:
    from findling.identity.service import Identity

# what these import is optional to install
_service = lazy_module("findling.identity.service")
_tokens = lazy_module("findling.identity.oauth.access_tokens")
_scopes = lazy_module("findling.identity.oauth.management_scopes")
_clients = lazy_module("findling.identity.web.management.clients")
_servers = lazy_module("findling.identity.web.management.resource_servers")
_members = lazy_module("findling.identity.web.management.members")

ADMINISTRATOR: Final = "administrator"
URL = click.option(
    "--url",
    default=lambda: os.environ.get("FINDLING_IDENTITY_URL", "http://127.0.0.1:9600"),
    help="Origin of the provider.  [default: http://127.0.0.1:9600; FINDLING_IDENTITY_URL]",
)


@contextmanager
def opened(data: Path, url: str) -> Iterator["Identity"]:
    """Gives the provider of a data directory. Raises ClickException if a server works in it."""
    try:
        with Node(NodeConfig(data, background=False)) as node:
            identity = _service.Identity(node, IdentityConfig(), url)
            try:
                yield identity
            finally:
                identity.close()
    except ModuleNotFoundError as error:
        raise click.ClickException(MISSING) from error
    except FindlingError as error:
        raise click.ClickException(error.reason) from error


@click.group("identity")
def command() -> None:
    """Set the identity provider up while the server is stopped; while it runs, use its management API."""


@command.command("user")
@click.argument("email")
@click.option("--admin", is_flag=True, help="Give it the role that may do everything by the management API.")
@click.option("--interactive", "-i", is_flag=True, help="Ask for the password instead of making one up.")
@click.option("--remove", is_flag=True, help="Remove it.")
@URL
@DATA
def user(email: str, admin: bool, interactive: bool, remove: bool, url: str, data: Path) -> None:
    """Add a user, whose address counts as verified, or give one another password."""
    password = click.prompt("password", hide_input=True, confirmation_prompt=True) if interactive else random_password()
    with opened(data, url) as identity:
        account = identity.users.by_email(email)
        if remove:
            if account is None or not identity.users.delete(account["user_id"]):
                raise click.ClickException(f"there is no user {email}")
            click.echo(f"{email}: removed")
            return
        fault = identity.sign_up.fault(email, password)
        if fault is not None:
            raise click.ClickException(f"{email}: {fault}")
        hashed = identity.hash(password)
        account = account or identity.users.create(email, hashed, email_verified=True)
        assert account is not None
        identity.users.set_password(account["user_id"], hashed, email_verified=True)
        if admin:
            _make_administrator(identity, account["user_id"])
        click.echo(f"user_id {account['user_id']}")
        if not interactive:
            click.echo(f"password {password}")


def _make_administrator(identity: "Identity", user_id: str) -> None:
    audience = _tokens.management_audience(identity)
    permissions = [
        {"permission_name": scope, "resource_server_identifier": audience} for scope in _scopes.MANAGEMENT_SCOPES
    ]
    role = {"name": ADMINISTRATOR, "description": "May do everything by the management API", "permissions": permissions}
    if identity.roles.create(role, ADMINISTRATOR) is None:
        identity.roles.change(ADMINISTRATOR, lambda old: {**old, "permissions": permissions})

    def given(account: dict[str, Any]) -> dict[str, Any]:
        return {**account, "roles": list(dict.fromkeys([*account.get("roles", ()), ADMINISTRATOR]))}

    identity.users.change(user_id, given)


@command.command("client")
@click.argument("name")
@click.option("--id", "client_id", help="Its id.  [default: a random one]")
@click.option("--type", "kind", default="spa", show_default=True, help="spa, native, regular_web or non_interactive.")
@click.option("--callback", multiple=True, help="URL that people come back to; several times for several.")
@click.option("--logout", multiple=True, help="URL that people come to after a logout.")
@click.option("--origin", multiple=True, help="Origin of its pages.")
@click.option("--management", is_flag=True, help="Let it use the whole management API.")
@URL
@DATA
def client(
    name: str, client_id: str | None, kind: str, callback: tuple[str, ...], logout: tuple[str, ...],
    origin: tuple[str, ...], management: bool, url: str, data: Path,
) -> None:  # fmt: skip
    """Register an application; its secret is told once."""
    body = {"name": name, "app_type": kind, "callbacks": list(callback), "allowed_logout_urls": list(logout),
            "web_origins": list(origin)}  # fmt: skip
    with opened(data, url) as identity:
        entry, secret = _clients.new_client(_members.read_members(body, _clients.CLIENTS.members))
        made = identity.clients.create(entry, client_id)
        if made is None:
            raise click.ClickException(f"there is an application {client_id} already")
        if management:
            _grant(identity, made["client_id"], _tokens.management_audience(identity), _scopes.MANAGEMENT_SCOPES)
        click.echo(f"client_id {made['client_id']}")
        if secret is not None:
            click.echo(f"client_secret {secret}")


@command.command("api")
@click.argument("audience")
@click.option("--name", help="Its name.  [default: the audience]")
@click.option("--scope", multiple=True, help="A scope that it knows; several times for several.")
@click.option("--by-roles", is_flag=True, help="Give people only the scopes that their roles permit.")
@URL
@DATA
def api(audience: str, name: str | None, scope: tuple[str, ...], by_roles: bool, url: str, data: Path) -> None:
    """Register an API that tokens are given for."""
    body = {"identifier": audience, "name": name or audience, "scopes": [{"value": one} for one in scope],
            "enforce_policies": by_roles}  # fmt: skip
    with opened(data, url) as identity:
        subject = _servers.RESOURCE_SERVERS
        id_, entry = subject.complete(
            identity, _members.read_members(body, {**subject.members, **subject.created}, subject.required)
        )
        if identity.resource_servers.create(entry, id_) is None:
            raise click.ClickException(f"there is an API {audience} already")
    click.echo(f"id {id_}")


@command.command("grant")
@click.argument("client_id")
@click.argument("audience")
@click.option("--scope", multiple=True, help="A scope of the API; several times for several.")
@URL
@DATA
def grant(client_id: str, audience: str, scope: tuple[str, ...], url: str, data: Path) -> None:
    """Let an application get tokens of its own for an API."""
    with opened(data, url) as identity:
        _grant(identity, client_id, audience, scope)
    click.echo("granted")


def _grant(identity: "Identity", client_id: str, audience: str, scope: tuple[str, ...]) -> None:
    id_, entry = _clients.CLIENT_GRANTS.complete(
        identity, {"client_id": client_id, "audience": audience, "scope": list(scope)}
    )
    if identity.client_grants.create(entry, id_) is None:
        identity.client_grants.change(id_, lambda old: {**old, "scope": list(scope)})


@command.command("rotate-keys")
@URL
@DATA
def rotate_keys(url: str, data: Path) -> None:
    """Sign with the next key from now on; what the last one signed stays valid."""
    with opened(data, url) as identity:
        click.echo(f"kid {identity.keys.rotate()}")
