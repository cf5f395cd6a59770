"""`findling check`: looks through the data of a server that is stopped, and mends what can be mended."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
import orjson

from findling.index.check.findings import ShardCheck
from findling.index.check.shard_repair import Action
from findling.node.check.data_check import DataCheck, IndexCheck, check_data
from findling.node.check.data_repair import DataRepair
from findling.node.services.data_directory import DirectoryInUseError, locked

DAMAGED: Final = 1
CANNOT_LOOK: Final = 3


@click.command("check")
@click.argument("data", type=click.Path(file_okay=False, path_type=Path))
@click.option("--index", "indices", multiple=True, help="Look through this index only; may be repeated.")
@click.option("--repair", is_flag=True, help="Mend what is damaged, after saying what is lost by it.")
@click.option("--yes", is_flag=True, help="Do not ask before mending.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found, array by array, as JSON.")
@click.option("--verbose", "-v", is_flag=True, help="Show whole segments and arrays too.")
def command(data: Path, indices: tuple[str, ...], repair: bool, yes: bool, as_json: bool, verbose: bool) -> None:
    """Read every byte of DATA, the data directory of a server that is stopped, and say what is damaged.

    Exit codes: 0 all is whole (or has been mended), 1 something is damaged, 2 wrong usage, 3 it cannot be looked at.
    """
    if yes and not repair:
        raise click.UsageError("--yes goes with --repair")
    if as_json and repair and not yes:
        raise click.UsageError("--json cannot ask: --repair needs --yes with it")
    with _alone(data):
        found = check_data(data, indices)
        _refuse_unknown(found, indices)
        report: dict[str, object] = found.to_json()
        if not as_json:
            _show(found, verbose)
        if not found.is_whole:
            with DataRepair(found) as planned:
                report["repair"] = planned.to_json()
                if not as_json:
                    _show_plan(planned, repair)
                if repair and planned.is_possible and (yes or _confirmed()):
                    kept = planned.apply(datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S"))
                    report |= {"kept": str(kept)}
                    if not as_json:
                        click.echo(f"What was damaged is kept in {kept}")
                    found = check_data(data, indices)
                    report |= {"repaired": found.to_json()}
                    if not as_json:
                        _show(found, verbose)
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(report, option=orjson.OPT_INDENT_2) + b"\n")
    if not found.is_whole:
        sys.exit(DAMAGED)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Keeps servers from starting in the directory. Exits if one works in it, or there is no data."""
    if not (data / "state.json").exists() and not (data / "indices").exists():
        _refuse(f"{data} is no data directory")
    try:
        with locked(data):
            yield
    except DirectoryInUseError as error:
        _refuse(f"{error.reason}: stop the server first")
    except PermissionError as error:
        _refuse(str(error))


def _refuse(reason: str) -> None:
    click.echo(f"Error: {reason}", err=True)
    sys.exit(CANNOT_LOOK)


def _refuse_unknown(found: DataCheck, indices: tuple[str, ...]) -> None:
    unknown = set(indices) - {index.metadata.name for index in found.indices}
    if unknown and not found.problems:
        raise click.UsageError(f"no such index [{', '.join(sorted(unknown))}]")


def _confirmed() -> bool:
    return click.confirm("Mend it", default=False)


def _show(found: DataCheck, verbose: bool) -> None:
    for problem in found.problems:
        click.echo(f"{problem.file}: DAMAGED, {problem.reason}")
    for index in found.indices:
        for shard in index.shards:
            _show_shard(index, shard, verbose)
    for stranger in found.strangers:
        click.echo(f"{stranger}: of no index, left alone")
    damaged = sum(1 for _ in found.damaged())
    shards = sum(len(index.shards) for index in found.indices)
    click.echo(f"{damaged} of {shards} shards damaged" if not found.is_whole else f"{shards} shards, all whole")


def _show_shard(index: IndexCheck, shard: ShardCheck, verbose: bool) -> None:
    status = "whole" if shard.is_whole else "DAMAGED"
    docs = sum(segment.docs for segment in shard.segments if segment.docs >= 0)
    told = f"{docs} documents in {len(shard.segments)} segments, {shard.log.operations} operations in the log"
    click.echo(f"{index.metadata.name} [{shard.number}]: {status}, {told}")
    for problem in shard.all_problems():
        click.echo(f"  {problem.file}: {problem.reason}")
    if shard.set_aside:
        click.echo(f"  {shard.set_aside} operations are set aside: see set-aside.jsonl in {shard.path}")
    if verbose:
        for segment in shard.segments:
            click.echo(
                f"  {segment.name}: {segment.docs} documents, {segment.deleted} deleted, {segment.size_bytes} bytes"
            )
            for array in segment.arrays:
                click.echo(f"    {array.name}: {array.size_bytes} bytes, {array.problem or 'whole'}")


def _show_plan(planned: DataRepair, repair: bool) -> None:
    click.echo("To be mended:" if repair else "With --repair:")
    for action in planned.other_actions:
        _show_action(action)
    for shard in planned.shards:
        click.echo(f"  {shard.index.metadata.name} [{shard.repair.number}]")
        for action in shard.repair.actions:
            _show_action(action)
    for file in planned.unmendable:
        click.echo(f"  {file}: cannot be mended, bring it back from a copy")


def _show_action(action: Action) -> None:
    click.echo(f"    {action.file}: {action.what}")
    if action.docs_kept is not None:
        click.echo(f"      {action.docs_kept} documents are kept, {action.docs_lost} are lost")
    if action.lost_ids:
        more = " ..." if len(action.lost_ids) < (action.docs_lost or 0) else ""
        click.echo(f"      lost: {', '.join(action.lost_ids)}{more}")
