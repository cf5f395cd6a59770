"""Writes docs/field-types.md: the field types with parameters and state, from their registry, the registry of queries
and the tests.

python tools/field_types_page.py            writes the page
python tools/field_types_page.py --check    exits with 1 if the page is not current
"""

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools.generated_page import write_or_check  # noqa: E402

from findling.mapping.definition import NESTED_PARAMETERS, OBJECT_PARAMETERS, PASSTHROUGH_PARAMETERS  # noqa: E402
from findling.mapping.dynamic_template import MATCHERS  # noqa: E402
from findling.mapping.field_type import registered_types, type_class  # noqa: E402
from findling.mapping.mapping_settings import LIMITS, MappingSettings  # noqa: E402
from findling.mapping.parameters import Parameter  # noqa: E402
from findling.mapping.root_options import OPTIONS  # noqa: E402
from findling.mapping.types.refused import REFUSED  # noqa: E402
from findling.search.query.base import query_names  # noqa: E402
from tests.unit.mapping.test_type_battery import TYPES  # noqa: E402

PAGE = ROOT / "docs" / "field-types.md"
TESTS = ROOT / "tests" / "unit" / "mapping"
COMMON = ("meta", "synthetic_source_keep")
OWN_QUERIES = {
    "dense_vector": ("knn",),
    "geo_point": ("geo_distance", "geo_bounding_box", "geo_polygon", "geo_shape", "geo_grid"),
    "geo_shape": ("geo_shape", "geo_distance", "geo_bounding_box", "geo_grid"),
    "join": ("has_child", "has_parent", "parent_id"),
    "percolator": ("percolate",),
    "point": ("shape",),
    "shape": ("shape",),
    "rank_feature": ("rank_feature",),
    "rank_features": ("rank_feature",),
    "sparse_vector": ("sparse_vector",),
    "knn_vector": ("knn",),
}
"""Queries that a type is made for, besides those of all types."""

HEAD = """# Field types

`tools/field_types_page.py` writes this page from the registry of field types, the registry of queries and the tests.
Behind each parameter stands its default; † marks those that an update of the mapping may change. All types also take
`meta` †, `copy_to` and `fields` where they make sense, and `boost` and `include_in_all` of older versions without
effect. `script` is refused: a field that a script computes stands in `runtime`.

The tests in `tests/unit/mapping` have a table of all types (test_type_battery), and try every row of it through the
mapping and through the REST API (test_types_over_rest): good and bad values (with the error that names field, value and
document), null_value, ignore_malformed, ignore_above, coerce, index, doc_values, store, arrays, multi-fields, copy_to,
updates of parameters, field capabilities. The last column names further tests there.
"""


def parameter(name: str, declared: Parameter) -> str:
    """Returns a parameter with its default."""
    default = declared.default
    shown = "" if default is None else f": `{json.dumps(default) if not isinstance(default, str) else default}`"
    return f"{name}{shown}{' †' if declared.updateable else ''}".replace("|", "\\|")


def parameters(type_name: str) -> str:
    """Returns the parameters of a type."""
    declared = type_class(type_name, "f").PARAMETERS
    return "; ".join(
        parameter(name, entry)
        for name, entry in declared.items()
        if not entry.ignored and name not in (*COMMON, "script", "on_script_error")
    )


def state(type_name: str) -> str:
    """Returns whether the queries are there that the type is made for."""
    missing = [query for query in OWN_QUERIES.get(type_name, ()) if query not in query_names()]
    if missing:
        return f"mapped, checked and stored; not yet: {', '.join(f'`{query}`' for query in missing)}"
    able = {"searchable": TYPES[type_name].searchable, "aggregatable": TYPES[type_name].aggregatable}
    return f"works, {' and '.join(word for word, there in able.items() if there) or 'to be shown only'}"


def tests_of(type_name: str) -> str:
    """Returns the test modules, besides those of all types, that name the type."""
    found = [path.name for path in sorted(TESTS.glob("test_*.py")) if type_name in set(_types_named(path))]
    special = [name for name in found if name not in ("test_type_battery.py", "test_types_over_rest.py")]
    return ", ".join(f"`{name.removeprefix('test_').removesuffix('.py')}`" for name in special)


def _types_named(path: Path) -> Iterator[str]:
    """Yields the types that definitions in a test module name, and all texts that can only be the name of a type."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and "_" in str(node.value):
            yield str(node.value)
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "type" and isinstance(value, ast.Constant):
                    yield str(value.value)


_OBJECTS = (
    ("object", OBJECT_PARAMETERS),
    ("nested", NESTED_PARAMETERS),
    ("passthrough", PASSTHROUGH_PARAMETERS),
    ("alias", ("type", "path")),
)


def type_rows() -> str:
    """Returns the table of field types."""
    lines = ["| type | parameters and defaults | state | further tests |", "| --- | --- | --- | --- |"]
    for name in registered_types():
        lines.append(f"| `{name}` | {parameters(name)} | {state(name)} | {tests_of(name)} |")
    for name, options in _OBJECTS:
        own = ", ".join(option for option in options if option not in ("type", "include_in_all"))
        lines.append(f"| `{name}` | {own} | works | {tests_of(name)} |")
    return "\n".join(lines)


def refused_rows() -> str:
    """Returns the table of refused types."""
    lines = ["| type | refused, with this advice |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| `{name}` | {reason} |" for name, reason in sorted(REFUSED.items()))])


def rest() -> str:
    """Returns what stands beside fields."""
    defaults = MappingSettings()
    limits = [f"| `index.mapping.{name}` | {getattr(defaults, attribute):,} |" for attribute, name in LIMITS.items()]
    conditions = ", ".join(f"`{name}`" for name in MATCHERS)
    return "\n".join(
        [
            "## Around the fields\n",
            f"The root takes {', '.join(f'`{name}`' for name in OPTIONS)}, `dynamic` (true, false, strict; runtime",
            "is refused), `enabled` and `subobjects`. Dynamic templates take",
            f"{conditions} and `match_pattern`; they are checked when they are put.\n",
            "| limit | default |\n| --- | --- |",
            *limits,
            "",
        ]
    )


def page() -> str:
    """Returns the page."""
    parts: list[Any] = [HEAD, f"\n## Types ({len(registered_types()) + 3})\n\n{type_rows()}\n"]
    parts.append(f"\n## Refused ({len(REFUSED)})\n\n{refused_rows()}\n\n{rest()}")
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(write_or_check(PAGE, page(), "field_types_page.py"))
