"""`findling certutil`: an authority of one's own, and certificates that it issues."""

import os
from pathlib import Path
from typing import Final

import click

from findling.cluster.authority.certificates import Pair, Purpose, issued_pair, new_authority

CA_NAMES: Final = ("ca.crt", "ca.key")


@click.group("certutil")
def command() -> None:
    """Make an authority, and certificates for servers and clients (needs findling[tls])."""


@command.command("ca")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default="Findling authority", show_default=True, help="Its name.")
@click.option("--days", default=3650, show_default=True, help="How long it is valid.")
def make_authority(directory: Path, name: str, days: int) -> None:
    """Make an authority: ca.crt, to be given away, and ca.key, to be kept."""
    _write(directory, CA_NAMES, new_authority(name, days))


@command.command("cert")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("name")
@click.option("--dns", multiple=True, help="Host name of a server; several times for several.")
@click.option("--ip", multiple=True, help="Address of a server; several times for several.")
@click.option("--client", is_flag=True, help="For a client, whose user name NAME is.")
@click.option("--days", default=365, show_default=True, help="How long it is valid.")
def make_certificate(
    directory: Path, name: str, dns: tuple[str, ...], ip: tuple[str, ...], client: bool, days: int
) -> None:
    """Issue NAME.crt and NAME.key with the authority in DIRECTORY."""
    authority = Pair((directory / CA_NAMES[0]).read_bytes(), (directory / CA_NAMES[1]).read_bytes())
    purpose = Purpose(name, (*dns, *ip), server=not client, client=client)
    _write(directory, (f"{name}.crt", f"{name}.key"), issued_pair(authority, purpose, days))


def _write(directory: Path, names: tuple[str, str], pair: Pair) -> None:
    """Writes certificate and key, the key for its owner only. Raises ClickException rather than replace a file."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, content, mode in zip(names, (pair.certificate, pair.key), (0o644, 0o600), strict=True):
        path = directory / name
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
                file.write(content)
        except FileExistsError as error:
            raise click.ClickException(f"{path} is there already") from error
        click.echo(path)
