"""`findling policy apply`: objects from files to a running server, as `kubectl apply` takes them to a cluster."""

from typing import Any

import click
import orjson

from findling.cli.connection import DEFAULT_URL, Connection
from findling.cli.policy.manifests import FILES, read_objects


@click.command("apply")
@FILES
@click.option("--url", default=DEFAULT_URL, show_default=True, help="The server.")
def apply(names: tuple[str, ...], url: str) -> None:
    """Apply templates, constraints, expansions, the configuration and resources.

    Templates go first and constraints last, whatever the order of the files. An object that is refused does not keep
    the others back; the exit status is 1 then.
    """
    objects = [body for _, body in read_objects(names)]
    if not objects:
        raise click.ClickException("no objects to apply")
    body = orjson.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
    with Connection(url) as connection:
        answer = connection.request("POST", "/_policy/gatekeeper/apply", body)
    for item in answer["items"]:
        if "error" in item:
            click.echo(f"Error from server: {_title(item)}: {item['error']['reason']}", err=True)
        else:
            click.echo(f"{_title(item)} {item['result']}")
    if answer["errors"]:
        raise SystemExit(1)


def _title(item: dict[str, Any]) -> str:
    """Returns kind, group and name as kubectl writes them."""
    group = str(item.get("apiVersion", "")).rpartition("/")[0]
    kind = str(item.get("kind", "object")).lower()
    return f"{kind}.{group}/{item.get('name', '')}" if group else f"{kind}/{item.get('name', '')}"
