"""`findling security`: users, roles and tokens of a data directory whose server is not running."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import orjson

from findling.base.errors import FindlingError
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.security.authc.authentication import User
from findling.security.roles.parse import parse_role
from findling.security.service import Security
from findling.security.users import random_password

DATA = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=lambda: os.environ.get("FINDLING_DATA", "data"),
    help="Data directory.  [default: data; FINDLING_DATA]",
)


@contextmanager
def opened(data: Path) -> Iterator[Security]:
    """Gives the security of a data directory. Raises ClickException if a server works in it."""
    try:
        with Node(NodeConfig(data, security=True, background=False)) as node:
            assert node.security is not None
            yield node.security
    except FindlingError as error:
        raise click.ClickException(error.reason) from error


@click.group("security")
def command() -> None:
    """Change who may do what while the server is stopped; while it runs, use its REST API."""


def _asked_password() -> str:
    password: str = click.prompt("password", hide_input=True, confirmation_prompt=True)
    return password


@command.command("reset-password")
@click.option("--username", "-u", default="elastic", show_default=True)
@click.option("--interactive", "-i", is_flag=True, help="Ask for the password instead of making one up.")
@DATA
def reset_password(username: str, interactive: bool, data: Path) -> None:
    """Give a user another password."""
    password = _asked_password() if interactive else random_password()
    with opened(data) as security:
        security.users.change_password(username, password, None)
    click.echo(f"the password of the user {username} is changed" if interactive else password)


@command.command("user")
@click.argument("username")
@click.option("--roles", "-r", default="", help="Its roles, with commas.")
@click.option("--remove", is_flag=True, help="Remove it.")
@DATA
def user(username: str, roles: str, remove: bool, data: Path) -> None:
    """Add or change a user, whose password is asked for, or remove one."""
    password = None if remove else _asked_password()
    names = tuple(name.strip() for name in roles.split(",") if name.strip())
    with opened(data) as security:
        if remove:
            _say(username, "removed", security.users.delete(username))
        else:
            _say(username, "created", security.users.put(User(username, names), password, None), "changed")


@command.command("role")
@click.argument("name")
@click.argument("definition", type=click.File("rb"), required=False)
@click.option("--remove", is_flag=True, help="Remove it.")
@DATA
def role(name: str, definition: Any, remove: bool, data: Path) -> None:
    """Add or change a role from a file of JSON ("-": standard input), or remove one."""
    with opened(data) as security:
        if remove:
            _say(name, "removed", security.roles.delete(name))
            return
        if definition is None:
            raise click.UsageError("name a file with the role")
        _say(name, "created", security.roles.put(parse_role(name, orjson.loads(definition.read()))), "changed")


@command.command("token")
@click.argument("account")
@click.argument("name", required=False)
@click.option("--remove", is_flag=True, help="Remove it.")
@DATA
def token(account: str, name: str | None, remove: bool, data: Path) -> None:
    """Create a token of a service account such as elastic/kibana, or remove one."""
    with opened(data) as security:
        if remove:
            _say(f"{account}/{name}", "removed", security.services.delete(account, name or ""))
        else:
            made = security.services.create(account, name)
            click.echo(f"{made['name']} {made['value']}")


def _say(name: str, done: str, happened: bool, otherwise: str = "not found") -> None:
    click.echo(f"{name}: {done if happened else otherwise}")
