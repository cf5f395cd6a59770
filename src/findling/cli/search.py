"""`findling search`: a query from the command line, its hits as a table, one value a line, CSV or JSON lines."""

from typing import Any
from urllib.parse import quote

import click
import orjson

from findling.cli.connection import DEFAULT_URL, Connection
from findling.cli.hit_output import FORMATS, Shown


def total_of(answer: dict[str, Any]) -> str:
    total = answer["hits"]["total"]
    return f"{'at least ' if total['relation'] == 'gte' else ''}{total['value']:,} hits in {answer['took']} ms"


@click.command("search")
@click.argument("index")
@click.argument("query")
@click.option("--url", default=DEFAULT_URL, show_default=True, help="The server.")
@click.option("--size", default=10, show_default=True, help="How many hits.")
@click.option("--from", "start", default=0, show_default=True, help="How many hits to pass over.")
@click.option("--sort", "sorts", multiple=True, help="FIELD or FIELD:desc; may be given several times.")
@click.option("--field", "fields", multiple=True, help="Show this field; may be given several times.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="table",
    show_default=True,
    help="A table that fits the terminal, one value a line, CSV, or one hit a line as JSON.",
)
def command(
    index: str,
    query: str,
    url: str,
    size: int,
    start: int,
    sorts: tuple[str, ...],
    fields: tuple[str, ...],
    form: str,
) -> None:
    """Search INDEX with QUERY in Lucene's query-string syntax.

    \b
    findling search strikes 'report:gull AND damage:substantial'
    findling search strikes 'cost_usd:>100000' --sort cost_usd:desc --field report
    """
    body: dict[str, Any] = {"query": {"query_string": {"query": query}}, "size": size, "from": start}
    if sorts:
        body["sort"] = [{name: {"order": order or "asc"}} for name, _, order in (text.partition(":") for text in sorts)]
        body["track_scores"] = True
    if fields:
        body["_source"] = list(fields)
    with Connection(url) as connection:
        answer = connection.request("POST", f"/{quote(index, safe=',*')}/_search", orjson.dumps(body))
    sorted_by = tuple(text.partition(":")[0] for text in sorts)
    click.echo(FORMATS[form](Shown(answer["hits"]["hits"], fields, sorted_by)), nl=False)
    click.echo(total_of(answer), err=True)
