"""`findling published`: what lies at a place of published indices."""

import click

from findling.base.errors import FindlingError
from findling.base.units import parse_time_ms
from findling.node.published.publish import withdraw_index
from findling.node.services.iso_time import iso_time
from findling.published.cleaning import DEFAULT_AGE_S, clean
from findling.published.place import Place
from findling.published.verification import damaged_objects


class _Group(click.Group):
    """Tells what is wrong with a place in a line."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except FindlingError as error:
            raise click.ClickException(error.reason) from error


@click.group("published", cls=_Group)
def command() -> None:
    """List, check, clean and withdraw what is published at a place."""


@command.command("list")
@click.argument("place")
def list_all(place: str) -> None:
    """List the indices of a PLACE."""
    manifest = Place(place).read().manifest
    for name, index in sorted(manifest.indices.items()):
        files = sum(1 for _ in index.files())
        click.echo(f"{name}  {iso_time(index.published_ms)}  {files} files, {index.size} bytes  {index.id}")


@command.command("verify")
@click.argument("place")
def verify(place: str) -> None:
    """Read all that a PLACE holds and name what is damaged or missing. Exit code 1 if something is."""
    found = 0
    for reason in damaged_objects(Place(place)):
        found += 1
        click.echo(reason, err=True)
    click.echo("whole" if not found else f"{found} damaged")
    if found:
        raise SystemExit(1)


@command.command("clean")
@click.argument("place")
@click.option("--older-than", help="Leave younger objects, such as 1d.  [default: 1d]")
@click.option("--dry-run", is_flag=True, help="Only count.")
def clean_up(place: str, older_than: str | None, dry_run: bool) -> None:
    """Remove the objects of a PLACE that no index needs any more."""
    age_s = DEFAULT_AGE_S if older_than is None else parse_time_ms(older_than, "older-than") / 1000
    done = clean(Place(place), age_s, dry_run)
    verb = "would be removed" if dry_run else "removed"
    click.echo(f"{done.removed} objects {verb}, {done.removed_bytes} bytes; {done.young} too young, {done.kept} in use")


@command.command("withdraw")
@click.argument("index")
@click.argument("place")
def withdraw(index: str, place: str) -> None:
    """Take an INDEX back from a PLACE; its readers stop serving it."""
    withdraw_index(Place(place), index)
    click.echo(f"{index}: withdrawn")
