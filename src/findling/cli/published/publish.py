"""`findling publish`: copies of indices in object storage, from a running server or from a data directory."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import orjson

from findling.base.errors import FindlingError
from findling.base.units import parse_time_ms
from findling.cli.connection import DEFAULT_URL, Connection
from findling.node.published.places import place_of
from findling.node.published.publish import Condition, publish_indices
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node

Publish = Callable[[], dict[str, dict[str, Any]]]


@click.command("publish")
@click.argument("index")
@click.argument("place")
@click.option("--every", help="Publish again and again after this time, such as 30s, until Ctrl-C.")
@click.option("--replace", is_flag=True, help="Replace an index of the same name that is not this one.")
@click.option("--url", default=DEFAULT_URL, show_default=True, envvar="FINDLING_URL", help="Address of the server.")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Publish from a data directory that no server uses, instead of from a server.",
)
def command(index: str, place: str, every: str | None, replace: bool, url: str, data: Path | None) -> None:
    """Publish an INDEX, or several of a pattern, to a PLACE: s3://bucket/path, gs://, az://, or a folder.

    Files that are there already are not sent again. `findling serve --from PLACE` serves them.
    """
    try:
        pause_s = None if every is None else parse_time_ms(every, "every") / 1000
        publish = _by_server(url, index, place, replace) if data is None else _by_data(data, index, place, replace)
        while True:
            for name, told in publish().items():
                click.echo(
                    f"{name}: generation {told['generation']}, {told['size_in_bytes']} bytes, "
                    f"{told['new_size_in_bytes']} of them new"
                )
            if pause_s is None:
                return
            time.sleep(pause_s)
    except FindlingError as error:
        raise click.ClickException(error.reason) from error


def _by_server(url: str, index: str, place: str, replace: bool) -> Publish:
    def publish() -> dict[str, dict[str, Any]]:
        with Connection(url) as connection:
            body = orjson.dumps({"to": place, "replace": replace})
            told: dict[str, dict[str, Any]] = connection.request("POST", f"/{quote(index)}/_publish", body)["indices"]
            return told

    return publish


def _by_data(data: Path, index: str, place: str, replace: bool) -> Publish:
    def publish() -> dict[str, dict[str, Any]]:
        with Node(NodeConfig(data=data, background=False)) as node:
            made = publish_indices(node, index, place_of(node, place), Condition(replace))
        return {
            one.name: {
                "generation": one.generation,
                "size_in_bytes": one.index.size,
                "new_size_in_bytes": one.new_bytes,
            }
            for one in made
        }

    return publish
