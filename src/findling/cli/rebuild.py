"""`findling rebuild`: another mapping or other settings for an index of a running server, under the same name."""

import os
import time
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote

import click
import orjson

from findling.base.lazy import lazy_module
from findling.cli.bulk_pace import batch_size
from findling.cli.connection import DEFAULT_URL, Connection, reason_of

rich_console = lazy_module("rich.console")
rich_progress = lazy_module("rich.progress")

_POLL_S: Final = 0.2


@click.command("rebuild")
@click.argument("index")
@click.option("--mapping", "mapping_file", type=click.File("rb"), help="JSON file of fields that change; - is input.")
@click.option("--replace-mapping", is_flag=True, help="The file is the whole new mapping.")
@click.option("--settings", "settings_file", type=click.File("rb"), help="JSON file of settings that change.")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="A setting that changes; may be repeated.")
@click.option("--batch", default="auto", show_default=True, callback=batch_size, help="Documents of a batch, or auto.")
@click.option("--speed", type=float, help="Documents a second at most.")
@click.option("--undo-for", default="1d", show_default=True, help="How long the old index is kept.")
@click.option("--undo", is_flag=True, help="Bring the old index back, with what was written since.")
@click.option("--forget", is_flag=True, help="Delete the old index that is kept.")
@click.option("--status", is_flag=True, help="Say where a rebuild stands.")
@click.option("-q", "--quiet", is_flag=True, help="No progress bar.")
@click.option("--url", default=DEFAULT_URL, show_default=True, envvar="FINDLING_URL", help="Address of the server.")
def command(
    index: str,
    mapping_file: IO[bytes] | None,
    replace_mapping: bool,
    settings_file: IO[bytes] | None,
    pairs: tuple[str, ...],
    batch: int | None,
    speed: float | None,
    undo_for: str,
    undo: bool,
    forget: bool,
    status: bool,
    quiet: bool,
    url: str,
) -> None:
    """Build INDEX anew, with other fields or settings, while it answers and takes writes.

    A mapping file such as {"properties": {"price": {"type": "double"}}} changes the fields that it names; a field that
    is null goes. The old index is kept for a time, in which --undo brings it back. Interrupting ends the rebuild.
    """
    if undo + forget + status > 1:
        raise click.UsageError("--undo, --forget and --status exclude each other")
    path = f"/{quote(index, safe='')}/_rebuild"
    with Connection(url) as connection:
        if status:
            click.echo(orjson.dumps(connection.request("GET", path), option=orjson.OPT_INDENT_2).decode())
            return
        if forget:
            connection.request("DELETE", path)
            click.echo(f"{index}: the old index is deleted")
            return
        body: dict[str, Any] = {}
        if not undo:
            body = {
                "mappings": _object(mapping_file),
                "settings": {**_object(settings_file), **dict(_pair(pair) for pair in pairs)},
                "undo_for": undo_for,
                **({} if batch is None else {"batch": batch}),
                **({"replace_mappings": True} if replace_mapping else {}),
            }
        target = f"{path}/_undo" if undo else path
        pace = "" if speed is None else f"&requests_per_second={speed}"
        task = connection.request("POST", f"{target}?wait_for_completion=false{pace}", orjson.dumps(body))["task"]
        answer = _watched(connection, task, index, quiet)
    for warning in answer.get("warnings", ()):
        click.echo(f"warning: {warning}", err=True)
    click.echo(
        f"{index}: {answer['copied']:,} documents copied, {answer['written_meanwhile']:,} written and "
        f"{answer['deleted_meanwhile']:,} deleted meanwhile"
    )


def _object(file: IO[bytes] | None) -> dict[str, Any]:
    """Returns the object in a file. Raises click.ClickException for anything else."""
    if file is None:
        return {}
    try:
        found = orjson.loads(file.read())
    except orjson.JSONDecodeError as error:
        raise click.ClickException(f"{Path(file.name).name}: {error}") from error
    if not isinstance(found, dict):
        raise click.ClickException(f"{Path(file.name).name}: not a JSON object")
    return found


def _pair(pair: str) -> tuple[str, str | None]:
    """Returns a setting of NAME=VALUE; NAME= stands for the default."""
    name, equals, value = pair.partition("=")
    if not equals:
        raise click.UsageError(f"--set wants NAME=VALUE, not {pair}")
    return name, value or None


def _watched(connection: Connection, task: str, index: str, quiet: bool) -> dict[str, Any]:
    """Waits for a task and shows how far it is; returns its response. Cancels it when interrupted."""
    with _bar(quiet) as bar:
        shown = bar.add_task(index, total=None, phase="")
        try:
            while True:
                found = connection.request("GET", f"/_tasks/{task}")
                if found["completed"]:
                    break
                status = found["task"].get("status", {})
                done = status.get("verified", 0) // 2 if status.get("phase") == "verify" else status.get("copied", 0)
                bar.update(shown, total=status.get("total") or None, completed=done, phase=status.get("phase", ""))
                time.sleep(_POLL_S)
        except KeyboardInterrupt:
            connection.request("POST", f"/_tasks/{task}/_cancel")
            raise
    if "error" in found:
        raise click.ClickException(reason_of({"error": found["error"]}))
    response: dict[str, Any] = found["response"]
    return response


def _bar(quiet: bool) -> Any:
    return rich_progress.Progress(
        rich_progress.TextColumn("{task.description} {task.fields[phase]}"),
        rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn(),
        console=rich_console.Console(stderr=True),
        disable=quiet or not os.isatty(2),
        transient=True,
    )
