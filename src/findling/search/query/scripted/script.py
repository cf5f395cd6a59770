"""script: the documents to which a script says yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import ParsingError
from findling.codec.bitmap import Bitmap
from findling.mapping.script_text import shown_script
from findling.script.definition import ScriptDefinition, parse_script
from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, Weight, register
from findling.search.query.expensive import check_expensive
from findling.search.query.notation import boost_text
from findling.search.script.door import FilterScript, filter_script

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class ScriptQuery(Query):
    """The documents that a script takes."""

    lucene_class: ClassVar[str] = "ScriptQuery"

    script: ScriptDefinition

    def rewrite(self, ctx: ShardContext) -> Query:
        check_expensive("script", ctx)
        filter_script(self.script, ctx)
        return self

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return ScriptWeight(self, filter_script(self.script, ctx), ctx.nested_scope)


class ScriptWeight(Weight):
    """Asks the script about documents; about those alone that other parts of a query have left, where there are any."""

    # what a script says may change from one search to the next
    cacheable = False
    asks_documents = True

    query: ScriptQuery

    def __init__(self, query: ScriptQuery, script: FilterScript, scope: str | None) -> None:
        super().__init__(query)
        self.query = query
        self._script = script
        self._scope = scope

    def match(self, segment: SegmentContext) -> DocSet:
        docs = self._seen(segment).to_docs()
        return DocSet.from_docs(docs[self._script.accepts(segment, docs)], segment.max_doc)

    def _seen(self, segment: SegmentContext) -> Bitmap:
        """Returns the documents that may be hits: of a nested scope, those within."""
        if self._scope is None:
            return Bitmap.full(segment.max_doc) if segment.visible is None else segment.visible
        nested, live = segment.nested(self._scope), segment.live
        return nested if live is None else Bitmap(nested.words & live.words, segment.max_doc)

    def accepts(self, segment: SegmentContext, docs: Docs) -> NDArray[np.bool_]:
        seen = self._seen(segment).test(docs)
        accepted = np.zeros(len(docs), np.bool_)
        accepted[seen] = self._script.accepts(segment, docs[seen])
        return accepted

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        if not self.accepts(segment, np.array([doc], np.int32))[0]:
            return Explanation.no_match(f"{self.describe()} doesn't match id {doc}")
        return Explanation.match(self.query.boost, self.describe() + boost_text(self.query.boost))

    def describe(self) -> str:
        return f"ScriptQuery({shown_script(self.query.script)})"


@register("script")
def parse_script_query(body: object, inner: InnerParser) -> Query:
    """Parses {"script": {"script": {"source": "...", "params": {...}}}}."""
    parameters = Parameters("script", body)
    given = parameters.take("script")
    if isinstance(given, list):
        raise ParsingError(
            "[script] query does not support an array of scripts. Use a bool query with a clause per script instead."
        )
    common = parameters.common()
    if given is None:
        parameters.finish()
        raise ParsingError("script must be provided with a [script] filter")
    query = ScriptQuery(script=parse_script(given), **common)
    parameters.finish()
    return query
