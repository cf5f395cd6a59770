"""`findling keystore`: the secrets of a data directory."""

import sys
from pathlib import Path
from typing import Final

import click

from findling.base.errors import FindlingError
from findling.cli.security import DATA
from findling.security.keystore import FILE, Keystore, has_password

_MISSING: Final = "there is no keystore in {}: make one with findling keystore create"


@click.group("keystore")
def command() -> None:
    """Keep passwords, passphrases and keys in a file of their own, which the server reads when it starts.

    `bootstrap.password`: of the user elastic, on the first start. `xpack.security.http.ssl.secure_key_passphrase`: of
    the key of the server's certificate. `inference.SERVICE.api_key`: of an inference service.
    """


def _asked(confirm: bool) -> str:
    password: str = click.prompt("keystore password", default="", hide_input=True, confirmation_prompt=confirm,
                                 show_default=False)  # fmt: skip
    return password


def _opened(data: Path) -> tuple[Keystore, str | None]:
    """Returns the keystore of a data directory, and its password, which is asked for if it has one."""
    path = data / FILE
    if not path.exists():
        raise click.ClickException(_MISSING.format(data))
    password = _asked(confirm=False) if has_password(path) else None
    try:
        return Keystore.load(path, password), password
    except FindlingError as error:
        raise click.ClickException(error.reason) from error


@command.command("create")
@click.option("--password", "-p", "with_password", is_flag=True, help="Encrypt it with a password.")
@click.option("--force", "-f", is_flag=True, help="Replace the one that is there.")
@DATA
def create(with_password: bool, force: bool, data: Path) -> None:
    """Make an empty keystore."""
    path = data / FILE
    if path.exists() and not force:
        click.confirm(f"{path} exists already; replace it?", abort=True)
    Keystore(path).save(_asked(confirm=True) if with_password else None)
    click.echo(f"created {path}")


@command.command("list")
@DATA
def list_names(data: Path) -> None:
    """Say the names of the secrets."""
    for name in sorted(_opened(data)[0].entries):
        click.echo(name)


@command.command("show")
@click.argument("name")
@DATA
def show(name: str, data: Path) -> None:
    """Say a secret."""
    value = _opened(data)[0].entries.get(name)
    if value is None:
        raise click.ClickException(f"there is no secret {name}")
    sys.stdout.buffer.write(value)
    if sys.stdout.isatty():
        click.echo()


@command.command("add")
@click.argument("names", nargs=-1, required=True)
@click.option("--stdin", "-x", "from_stdin", is_flag=True, help="Read the values from the standard input, one a line.")
@click.option("--force", "-f", is_flag=True, help="Replace those that are there.")
@DATA
def add(names: tuple[str, ...], from_stdin: bool, force: bool, data: Path) -> None:
    """Add secrets, whose values are asked for."""
    keystore, password = _opened(data)
    for name in names:
        _check_new(keystore, name, force)
        value = sys.stdin.readline().rstrip("\n") if from_stdin else click.prompt(name, hide_input=True)
        _put(keystore, name, str(value).encode())
    keystore.save(password)


@command.command("add-file")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", "-f", is_flag=True, help="Replace it if it is there.")
@DATA
def add_file(name: str, file: Path, force: bool, data: Path) -> None:
    """Add what is in a file."""
    keystore, password = _opened(data)
    _check_new(keystore, name, force)
    _put(keystore, name, file.read_bytes())
    keystore.save(password)


def _check_new(keystore: Keystore, name: str, force: bool) -> None:
    if name in keystore.entries and not force:
        click.confirm(f"{name} exists already; replace it?", abort=True)


def _put(keystore: Keystore, name: str, value: bytes) -> None:
    try:
        keystore.put(name, value)
    except FindlingError as error:
        raise click.ClickException(error.reason) from error


@command.command("remove")
@click.argument("names", nargs=-1, required=True)
@DATA
def remove(names: tuple[str, ...], data: Path) -> None:
    """Remove secrets."""
    keystore, password = _opened(data)
    for name in names:
        if keystore.entries.pop(name, None) is None:
            raise click.ClickException(f"there is no secret {name}")
    keystore.save(password)


@command.command("passwd")
@DATA
def passwd(data: Path) -> None:
    """Give the keystore another password; an empty one takes it away."""
    keystore, _ = _opened(data)
    keystore.save(_asked(confirm=True) or None)


@command.command("has-passwd")
@DATA
def has_passwd(data: Path) -> None:
    """Say whether the keystore has a password; the exit status is 1 if it has none."""
    path = data / FILE
    if not path.exists():
        raise click.ClickException(_MISSING.format(data))
    if not has_password(path):
        raise click.ClickException("the keystore has no password")
    click.echo("the keystore has a password")
