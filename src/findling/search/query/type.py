"""type: documents of a mapping type, as Elasticsearch up to 7 has them."""

from __future__ import annotations

from typing import Any

from findling.search.parameters import ObjectParameters, required_text, told_as_parsing
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.term import TermQuery


@register("type")
def parse_type(body: Any, inner: InnerParser) -> Query:
    """Parses {"type": {"value": "mobile"}}."""
    parameters = ObjectParameters("type", body)
    with told_as_parsing():
        query = TermQuery(field="_type", value=required_text(parameters.require("value")), **parameters.common())
        parameters.finish()
    return query
