"""What the commands of `findling cluster` have in common: their options, and how they tell what goes wrong."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from findling.base.errors import FindlingError
from findling.cluster.authority.addresses import DOOR_PORT

DATA: Final = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: os.environ.get("FINDLING_DATA", "data"),
    help="Data directory.  [default: data; FINDLING_DATA]",
)
_MISSING: Final = "this needs findling[cluster]: {}"
LASTS: Final = click.option("--lasts", default="24h", show_default=True, help="How long the token is valid.")
DOOR: Final = click.option(
    "--join-port", default=DOOR_PORT, show_default=True, help="Port at which this master takes those who join."
)
HOSTS: Final = click.option(
    "--host", "hosts", multiple=True, help="Name or address by which others reach this machine; several times for more."
)


@contextmanager
def told() -> Iterator[None]:
    """Tells what goes wrong as messages."""
    try:
        yield
    except FindlingError as error:
        raise click.ClickException(error.reason) from error
    except ModuleNotFoundError as error:
        raise click.ClickException(_MISSING.format(error)) from error
