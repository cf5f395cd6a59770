"""`findling index`: documents from files into an index of a running server."""

import codecs
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from findling.base.lazy import lazy_module
from findling.cli.bulk_pace import Pace, batch_size
from findling.cli.bulk_sender import BulkSender
from findling.cli.connection import DEFAULT_URL
from findling.cli.documents import BATCH_ITEMS, BadLine, BulkItem, Form, batches, read_items
from findling.cli.input_file import CountingReader, open_input

rich_console = lazy_module("rich.console")
rich_progress = lazy_module("rich.progress")

MOST_ERRORS_SHOWN = 20
PARTICULARS = re.compile(r"'[^']*'|\[[^\]]*:[^\]]*\]|\d+")
"""Values, places and numbers in an error, in which errors of one kind differ."""


@dataclass
class Tally:
    """What became of the operations so far.

    repeats: how often an error came, by what it says apart from names and numbers
    """

    read: int = 0
    failed: int = 0
    started: float = field(default_factory=time.monotonic)
    repeats: Counter[str] = field(default_factory=Counter)

    def report(self, path: str, line: int, reason: str) -> None:
        """Counts a failure; each kind of error is shown once, with its first line."""
        self.failed += 1
        kind = PARTICULARS.sub("...", reason)
        self.repeats[kind] += 1
        if self.repeats[kind] == 1 and len(self.repeats) <= MOST_ERRORS_SHOWN:
            click.echo(f"{path}:{line}: {reason}", err=True)

    @property
    def seconds(self) -> float:
        return max(time.monotonic() - self.started, 1e-9)

    def repeated(self) -> Iterator[str]:
        """Yields a line for each kind of error that came again, and one for kinds that were not shown."""
        for kind, n in list(self.repeats.items())[:MOST_ERRORS_SHOWN]:
            if n > 1:
                yield f"{n - 1:,} more: {kind}"
        hidden = len(self.repeats) - MOST_ERRORS_SHOWN
        if hidden > 0:
            yield f"{hidden:,} more kinds of errors are not shown"

    def summary(self) -> str:
        done = self.read - self.failed
        tail = f", {self.failed:,} failed" if self.failed else ""
        return f"{done:,} documents in {self.seconds:.1f} s ({done / self.seconds:,.0f} docs/s){tail}"


def progress_bar(quiet: bool) -> Any:
    """A bar over the bytes of input read, with documents and documents per second beside it; on terminals only."""
    return rich_progress.Progress(
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(),
        rich_progress.TaskProgressColumn(),
        rich_progress.TextColumn("{task.fields[documents]:,} documents, {task.fields[rate]:,.0f} docs/s"),
        disable=quiet or not os.isatty(2),
        console=rich_console.Console(stderr=True),
        transient=True,
    )


def show(bar: Any, task: Any, counting: CountingReader, tally: Tally) -> None:
    bar.update(task, completed=counting.bytes_read, documents=tally.read, rate=tally.read / tally.seconds)


def send_file(path: str, form: Form, sender: BulkSender, pace: Pace, tally: Tally, bar: Any) -> None:
    """Sends one file's operations; a bad line is reported by its number and the rest goes on."""
    task = bar.add_task(path, total=None if path == "-" else os.path.getsize(path), documents=0, rate=0.0)
    with open_input(path) as (counting, stream):
        for batch in batches(read_items(path, stream, form), lambda: pace.size):
            tally.read += len(batch)
            for bad in batch:
                if isinstance(bad, BadLine):
                    tally.report(path, bad.line, bad.reason)
            good = [item for item in batch if isinstance(item, BulkItem)]
            if good:
                report(sender.send(good), tally)
                pace.sent(len(good))
            show(bar, task, counting, tally)


def report(failures: Iterator[tuple[BulkItem, str]], tally: Tally) -> None:
    for item, reason in failures:
        tally.report(item.path, item.line, reason)


def one_character(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Returns a delimiter. Raises click.BadParameter if it is not one character."""
    text = "\t" if value == "\\t" else value
    if text is not None and len(text) != 1:
        raise click.BadParameter("must be one character, or \\t")
    return text


def known_encoding(ctx: click.Context, option: click.Parameter, value: str) -> str:
    """Returns the name of an encoding. Raises click.BadParameter if there is none of that name."""
    try:
        codecs.lookup(value)
    except LookupError:
        raise click.BadParameter(f"unknown encoding {value!r}; latin-1, cp1252 and utf-16 are some") from None
    return value


@click.command("index")
@click.argument("index")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--url", default=DEFAULT_URL, show_default=True, help="The server.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["auto", "jsonl", "bulk", "csv"]),
    default="auto",
    show_default=True,
    help="JSON lines, bulk NDJSON or CSV; auto looks at the name and the first line.",
)
@click.option("--id-field", help="Take each document's _id from this field; without it ids are generated.")
@click.option(
    "--delimiter", callback=one_character, help="What separates the cells of CSV.  [default: a comma; a tab in .tsv]"
)
@click.option("--encoding", default="utf-8", show_default=True, callback=known_encoding, help="Encoding of the text.")
@click.option(
    "--batch",
    default=str(BATCH_ITEMS),
    show_default=True,
    callback=batch_size,
    help="Documents of a batch, of 4 MB at most; auto finds out, from 1,000 on, and is slower while searches suffer.",
)
@click.option(
    "--refresh/--no-refresh", default=True, show_default=True, help="Make the documents searchable at the end."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary.")
def command(
    index: str,
    files: tuple[str, ...],
    url: str,
    kind: str,
    id_field: str | None,
    delimiter: str | None,
    encoding: str,
    batch: int | None,
    refresh: bool,
    quiet: bool,
) -> None:
    """Index documents from FILES into INDEX.

    FILES may be plain, gzip or zstd; `-` is standard input. A line that cannot be indexed is reported with its number,
    the others go on; the exit status is 1 if any failed.
    """
    form = Form(kind, id_field, delimiter, encoding)
    tally = Tally()
    sender, pace = BulkSender(url, index), Pace(url, batch)
    try:
        with progress_bar(quiet) as bar:
            for path in files:
                send_file(path, form, sender, pace, tally, bar)
            report(sender.finish(), tally)
        if refresh:
            sender.refresh()
    finally:
        pace.close()
        sender.close()
    for line in tally.repeated():
        click.echo(line, err=True)
    if not quiet:
        click.echo(tally.summary(), err=True)
    if tally.failed:
        raise SystemExit(1)
