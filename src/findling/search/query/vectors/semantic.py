"""semantic: documents whose texts mean what the query does; the best of each shard."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from findling.base.errors import IllegalArgumentError
from findling.search.parameters import ObjectParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.creation import EvaluationError
from findling.search.query.match_all import MatchNoneQuery, unmapped
from findling.search.query.primitive.scored_docs import ScoredDocsQuery
from findling.search.vectors.asked_text import AskedText
from findling.search.vectors.best_pieces import best_documents

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from findling.mapping.types.vectors.semantic_text import SemanticTextFieldType
    from findling.search.context import ShardContext

_NAME: Final = "semantic"
_LEAST: Final = 10


@dataclass(frozen=True, kw_only=True)
class SemanticQuery(Query):
    """The semantic query of the query DSL.

    lenient: whether a field of another type has no hits rather than being an error
    """

    field: str
    text: str
    lenient: bool = False
    asked: AskedText = dataclasses.field(compare=False)

    def rewrite(self, ctx: ShardContext) -> Query:
        found = ctx.field(self.field)
        if found is None:
            return unmapped(self.field)
        semantics = found.type.semantics
        if semantics is None and self.lenient:
            return MatchNoneQuery(reason=f"Field [{self.field}] is not of type [semantic_text]")
        if semantics is None:
            raise EvaluationError(f"Field [{self.field}] of type [{found.type_name}] does not support {_NAME} queries")
        if semantics.vectors_of_pieces is None:
            return MatchNoneQuery(reason="No inference results have been indexed yet")
        ctx.unrepeatable.append("model")
        size = _LEAST if ctx.request_size is None else max(ctx.request_size, _LEAST)
        docs, scores = best_documents(semantics, self._vector(semantics), size, ctx)
        return ScoredDocsQuery(docs=tuple(docs.tolist()), scores=tuple(scores.tolist()), boost=self.boost)

    def _vector(self, semantics: SemanticTextFieldType) -> npt.NDArray[np.float32]:
        """Returns the vector of the text. Raises IllegalArgumentError for one of another length than documents have."""
        numbers = self.asked.vector(semantics.search_inference_id, self.field)
        vectors = semantics.vectors_of_pieces
        assert vectors is not None
        if len(numbers) != vectors.dims:
            raise IllegalArgumentError(
                f"Field [{semantics.name}] expected query inference results with {vectors.dims} dimensions, got "
                f"{len(numbers)} dimensions. {_suspect(semantics)}"
            )
        return vectors.query_vector(numbers)


def _suspect(semantics: SemanticTextFieldType) -> str:
    if semantics.search_inference_id == semantics.inference_id:
        return f"Has the configuration for inference endpoint [{semantics.inference_id}] changed?"
    return (
        f"Is the search inference endpoint [{semantics.search_inference_id}] compatible with the inference endpoint "
        f"[{semantics.inference_id}]?"
    )


@register(_NAME)
def parse_semantic(body: object, inner: InnerParser) -> Query:
    """Parses {"semantic": {"field": "meaning", "query": "shares and bonds"}}."""
    parameters = ObjectParameters(_NAME, body)
    name, text = parameters.text("field"), parameters.text("query")
    lenient = parameters.boolean("lenient", False)
    common = parameters.common()
    parameters.finish()
    missing = [key for key, value in (("field", name), ("query", text)) if value is None]
    if name is None or text is None:
        raise parameters.missing(", ".join(missing))
    return SemanticQuery(field=name, text=text, lenient=lenient, asked=AskedText(text), **common)
