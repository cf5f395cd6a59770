"""Writes docs/compatibility.md: what of the Elasticsearch API is there, from the registries themselves.

python tools/compatibility.py            writes the page
python tools/compatibility.py --check    exits with 1 if the page is not current
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools.generated_page import write_or_check  # noqa: E402

from findling.analysis.catalogue import FACTORIES  # noqa: E402
from findling.analysis.registry import AnalysisRegistry  # noqa: E402
from findling.cluster.idle_settings import IDLE_SETTINGS  # noqa: E402
from findling.mapping.definition import OBJECTS  # noqa: E402
from findling.mapping.field_type import registered_types  # noqa: E402
from findling.mapping.mapping import Mapping  # noqa: E402
from findling.rest.idle_parameters import IDLE_PARAMETERS  # noqa: E402
from findling.rest.routes import SERVED  # noqa: E402
from findling.rest.routes.not_supported import absent_apis  # noqa: E402
from findling.search.aggs.base.aggregation import aggregation_names  # noqa: E402
from findling.search.query.base import query_names  # noqa: E402
from findling.version import ELASTICSEARCH_VERSION  # noqa: E402

PARTS = {"char_filter": "Char filters", "tokenizer": "Tokenizers", "filter": "Token filters", "analyzer": "Analyzers"}
# loading these two registers the parts of analysis and mapping
LOADED = (AnalysisRegistry, Mapping)
PAGE = ROOT / "docs" / "compatibility.md"
HEAD = f"""# What of Elasticsearch is there

The reference is Elasticsearch {ELASTICSEARCH_VERSION}. `tools/compatibility.py` writes this page from the tables the
server itself uses. What is not listed is answered with Elasticsearch's error for something unknown, never accepted in
silence.
"""
TYPES = """
## Mapping types

URLs of Elasticsearch 6 and 7 with a type in them (`/store/mobile/1`, `/store/mobile/_search`) work, with its
deprecation warning. An index has one type, as since Elasticsearch 6: a second one is refused with 400. It is kept with
the index, not with each document. A search, count, bulk or by-query action under a type concerns documents of that
type only; `_doc` stands for any. Queries, aggregations, sorts and `docvalue_fields` know `_type`. Hits show it where
the index has a type, or where the client asks for answers of version 7 (`compatible-with=7`).
"""
NOT_YET = """
## Not yet

Lifecycle policies, downsampling, SQL, ES|QL and EQL, more than one node.
"""


def names(title: str, values: list[str]) -> str:
    return f"\n## {title} ({len(values)})\n\n{', '.join(f'`{value}`' for value in sorted(values))}\n"


def routes() -> str:
    rows = sorted((route.path, ", ".join(route.methods)) for route in SERVED if not route.typed)
    table = "".join(f"| `{path}` | {methods} |\n" for path, methods in rows)
    return f"\n## Routes ({len(rows)})\n\n| path | methods |\n| --- | --- |\n{table}"


def idle_settings() -> str:
    """Returns the settings that are accepted and have no effect, each with its reason."""
    table = "".join(f"| `{key}` | {reason} |\n" for key, reason in sorted(IDLE_SETTINGS.items()))
    return f"""
## Settings that are accepted without effect ({len(IDLE_SETTINGS)})

Tools set them, and on one node nothing is missed. Every other setting works, or is refused by "[name] is not supported
by Findling yet"; a test goes through all of them.

| setting | why it changes nothing |
| --- | --- |
{table}"""


def idle_parameters() -> str:
    """Returns the parameters of URLs that are accepted and have no effect, each with its reason."""
    table = "".join(f"| `{name}` | {reason} |\n" for name, reason in sorted(IDLE_PARAMETERS.items()))
    return f"""
## Parameters that are accepted without effect ({len(IDLE_PARAMETERS)})

| parameter | why it changes nothing |
| --- | --- |
{table}"""


def absent() -> str:
    apis = absent_apis(SERVED)
    rows = sorted((api.name, ", ".join(api.methods), api.path) for api in apis)
    table = "".join(f"| {name} | {methods} | `{path}` |\n" for name, methods, path in rows)
    return f"""
## APIs that say they are not there ({len(rows)})

Each answers 501 with the type `status_exception` and the reason "[name] is not supported by Findling yet".

| name | methods | path |
| --- | --- | --- |
{table}"""


def page() -> str:
    return "".join(
        [
            HEAD,
            names("Queries", query_names()),
            names("Aggregations", aggregation_names()),
            names("Field types", [*registered_types(), "alias", *OBJECTS]),
            *(names(title, list(FACTORIES[kind])) for kind, title in PARTS.items()),
            routes(),
            TYPES,
            idle_settings(),
            idle_parameters(),
            NOT_YET,
            absent(),
        ]
    )


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page(), "compatibility.py"))
