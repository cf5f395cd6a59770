"""`findling snapshot`: repositories and snapshots of a running server."""

import time
from typing import Any, Final
from urllib.parse import quote

import click
import orjson

from findling.base.lazy import lazy_module
from findling.cli.connection import DEFAULT_URL, Connection

rich_console = lazy_module("rich.console")
rich_progress = lazy_module("rich.progress")

_POLL_S: Final = 0.1
URL = click.option(
    "--url", default=DEFAULT_URL, show_default=True, envvar="FINDLING_URL", help="Address of the server."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="No progress bar.")


@click.group("snapshot")
def command() -> None:
    """Make, list, check and restore snapshots."""


@command.command("register")
@click.argument("repository")
@click.argument("location", required=False)
@click.option("--type", "kind", default="fs", show_default=True, help="fs, url, s3, gcs or azure.")
@click.option("--setting", "settings", multiple=True, metavar="NAME=VALUE", help="A setting; may be repeated.")
@click.option("--readonly", is_flag=True, help="Only read from it.")
@URL
def register(
    repository: str, location: str | None, kind: str, settings: tuple[str, ...], readonly: bool, url: str
) -> None:
    """Tell the server of a REPOSITORY; LOCATION is its folder, relative to the server's own for repositories."""
    given = dict(_pair(setting) for setting in settings)
    if location is not None:
        given["location"] = location
    if readonly:
        given["readonly"] = "true"
    with Connection(url) as connection:
        body = orjson.dumps({"type": kind, "settings": given})
        connection.request("PUT", f"/_snapshot/{quote(repository)}", body)
    click.echo(f"{repository}: registered")


@command.command("list")
@click.argument("repository", required=False)
@URL
def list_all(repository: str | None, url: str) -> None:
    """List the snapshots of a REPOSITORY, or all repositories."""
    with Connection(url) as connection:
        if repository is None:
            for name, definition in connection.request("GET", "/_snapshot").items():
                click.echo(f"{name}  {definition['type']}  {orjson.dumps(definition['settings']).decode()}")
            return
        for one in connection.request("GET", f"/_snapshot/{quote(repository)}/_all")["snapshots"]:
            shards = one["shards"]
            click.echo(
                f"{one['snapshot']}  {one['state']}  {one['start_time']}  {len(one['indices'])} indices  "
                f"{shards['successful']}/{shards['total']} shards"
            )


@command.command("create")
@click.argument("repository")
@click.argument("name")
@click.option("--index", "indices", multiple=True, help="Take this index or pattern only; may be repeated.")
@click.option("--partial", is_flag=True, help="Leave out shards that cannot be read.")
@QUIET
@URL
def create(repository: str, name: str, indices: tuple[str, ...], partial: bool, quiet: bool, url: str) -> None:
    """Make the snapshot NAME in a REPOSITORY; date maths such as "<day-{now/d}>" are computed."""
    body: dict[str, Any] = {"partial": partial, **({"indices": list(indices)} if indices else {})}
    path = f"/_snapshot/{quote(repository)}/{quote(name, safe='')}"
    with Connection(url) as connection:
        before = {one["uuid"] for one in _snapshots(connection, repository)}
        connection.request("PUT", path, orjson.dumps(body))
        with _bar(quiet) as bar:
            made = _watched(connection, repository, before, bar)
    shards = made["shards"]
    click.echo(f"{made['snapshot']}: {made['state']}, {shards['successful']} of {shards['total']} shards")
    for failure in made["failures"]:
        click.echo(f"  {failure['index']}[{failure['shard_id']}]: {failure['reason']}", err=True)
    if made["state"] != "SUCCESS":
        raise SystemExit(1)


@command.command("restore")
@click.argument("repository")
@click.argument("name")
@click.option("--index", "indices", multiple=True, help="Restore this index or pattern only; may be repeated.")
@click.option(
    "--rename", nargs=2, metavar="PATTERN REPLACEMENT", help="Java regular expression, and what takes its place."
)
@click.option("--global-state", is_flag=True, help="Templates, settings and scripts too.")
@URL
def restore(
    repository: str, name: str, indices: tuple[str, ...], rename: tuple[str, str] | None, global_state: bool, url: str
) -> None:
    """Make indices of the snapshot NAME."""
    body: dict[str, Any] = {"include_global_state": global_state, **({"indices": list(indices)} if indices else {})}
    if rename is not None:
        body |= {"rename_pattern": rename[0], "rename_replacement": rename[1]}
    path = f"/_snapshot/{quote(repository)}/{quote(name)}/_restore?wait_for_completion=true"
    with Connection(url) as connection:
        restored = connection.request("POST", path, orjson.dumps(body))["snapshot"]
    for index in restored["indices"]:
        click.echo(f"{index}: restored")


@command.command("delete")
@click.argument("repository")
@click.argument("names", nargs=-1, required=True)
@URL
def delete(repository: str, names: tuple[str, ...], url: str) -> None:
    """Delete snapshots by their NAMES or patterns, and the files that no other snapshot needs."""
    with Connection(url) as connection:
        connection.request("DELETE", f"/_snapshot/{quote(repository)}/{quote(','.join(names), safe=',*')}")
    click.echo("deleted")


@command.command("verify")
@click.argument("repository")
@URL
def verify(repository: str, url: str) -> None:
    """Read all that a REPOSITORY holds and name what is damaged. Exit code 1 if something is."""
    with Connection(url) as connection:
        found = connection.request("POST", f"/_snapshot/{quote(repository)}/_verify_integrity")
    for entry in found["log"]:
        where = entry.get("index", {}).get("name", "")
        click.echo(f"{entry['snapshot']['snapshot']} {where}: {entry['exception']}", err=True)
    status = found["results"]["status"]
    click.echo(
        f"{status['snapshots']['total']} snapshots, {status['blobs']['verified']} files: {found['results']['result']}"
    )
    if found["log"]:
        raise SystemExit(1)


def _pair(setting: str) -> tuple[str, str]:
    name, equals, value = setting.partition("=")
    if not equals:
        raise click.UsageError(f"--setting wants NAME=VALUE, not {setting}")
    return name, value


def _snapshots(connection: Connection, repository: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = connection.request("GET", f"/_snapshot/{quote(repository)}/_all")["snapshots"]
    return found


def _bar(quiet: bool) -> Any:
    return rich_progress.Progress(
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(),
        rich_progress.DownloadColumn(),
        console=rich_console.Console(stderr=True),
        disable=quiet,
        transient=True,
    )


def _watched(connection: Connection, repository: str, before: set[str], bar: Any) -> dict[str, Any]:
    """Waits for the snapshot that was not there before, and shows how far it is; returns it."""
    shown = bar.add_task("snapshot", total=None)
    while True:
        for one in connection.request("GET", f"/_snapshot/{quote(repository)}/_status")["snapshots"]:
            if one["uuid"] not in before:
                stats = one["stats"]
                done = stats.get("processed", stats["incremental"])["size_in_bytes"]
                bar.update(shown, total=stats["incremental"]["size_in_bytes"] or None, completed=done)
        found = [one for one in _snapshots(connection, repository) if one["uuid"] not in before]
        if found and found[0]["state"] != "IN_PROGRESS":
            return found[0]
        if not found:
            raise click.ClickException("the snapshot failed; the server's log says why")
        time.sleep(_POLL_S)
