"""`findling search`: a query from the command line, its hits as a table or as JSON lines."""

from typing import Any
from urllib.parse import quote

import click
import orjson

from findling.base.lazy import lazy_module
from findling.cli.connection import DEFAULT_URL, Connection

rich_console = lazy_module("rich.console")
rich_table = lazy_module("rich.table")

MOST_COLUMNS = 6


def flattened(source: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested objects as dotted names: {"a": {"b": 1}} -> {"a.b": 1}."""
    flat: dict[str, Any] = {}
    for name, value in source.items():
        if isinstance(value, dict):
            flat |= flattened(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def cell(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else orjson.dumps(value).decode()


def print_table(hits: list[dict[str, Any]], fields: tuple[str, ...]) -> None:
    rows = [flattened(hit.get("_source") or {}) for hit in hits]
    columns = list(fields) or list(dict.fromkeys(name for row in rows for name in row))[:MOST_COLUMNS]
    table = rich_table.Table("_id", "_score", *columns)
    for hit, row in zip(hits, rows, strict=True):
        score = hit.get("_score")
        table.add_row(hit["_id"], "-" if score is None else f"{score:.4f}", *(cell(row.get(name)) for name in columns))
    rich_console.Console().print(table)


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
@click.option("--json", "as_json", is_flag=True, help="One hit a line, as JSON.")
def command(
    index: str,
    query: str,
    url: str,
    size: int,
    start: int,
    sorts: tuple[str, ...],
    fields: tuple[str, ...],
    as_json: bool,
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
    hits = answer["hits"]["hits"]
    if as_json:
        for hit in hits:
            click.echo(orjson.dumps(hit))
        return
    print_table(hits, fields)
    click.echo(total_of(answer), err=True)
