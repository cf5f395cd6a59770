"""Files of examples: one per query and aggregation.

field_named     queries: whether parameters stand below the name of a field, as in {"term": {"tag": {...}}}
examples        what is asked, with every parameter at least once; "EXAMPLE" of `within` stands for each of them
reference       more of them, which the slow reference evaluates too: tests/reference/search_oracle.py of queries,
                tests/reference/aggs_reference.py of aggregations
refused         what is answered by 400
within          aggregations: where an example stands, for those that need others around them
missing         aggregations: a field, and a value that `missing` puts in the place of none
judge           opensearch, where Elasticsearch lacks the feature; with `settings`, `mappings` and `documents` of
                its own where the corpus lacks what it needs
corpus          the file of another corpus that the examples are about; it may have `routing` of documents by id
alone           queries: why a document may match among others that does not match alone
unjudged        why neither of them can be asked
nested_alone    aggregations: why it is not compared below `terms`
only_a_query    aggregations: why its body has no parameters
inexact         by number of example: why its results of several shards are not those of one
by_number       aggregations: why deleted documents change its result
beyond_hits     aggregations: why its result depends on documents that do not match
no_result       aggregations: why it has no member in the answer
unboosted       queries: why scores do not grow with boost
by_shard        queries: why each shard matches by what it alone knows
told_as_500     texts of errors for which Elasticsearch answers 500
bare            queries: why they take neither _name nor boost
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KINDS = ("queries", "aggregations")
Json = dict[str, Any]


@dataclass(frozen=True)
class Feature:
    """A query or an aggregation with its examples.

    kind: queries or aggregations
    spec: what its file says
    """

    kind: str
    name: str
    spec: Json

    @property
    def examples(self) -> Sequence[Json]:
        return [*self.spec["examples"], *self.spec.get("reference", [])]

    def is_exact(self, example: Json) -> bool:
        """Whether an example's results do not depend on how documents are spread over shards."""
        return str(self.examples.index(example)) not in self.spec.get("inexact", {})

    @property
    def judge(self) -> str:
        return str(self.spec.get("judge", "elasticsearch"))

    @property
    def is_judged(self) -> bool:
        return "unjudged" not in self.spec

    def corpus(self) -> Json:
        """Returns settings, mappings, documents, and maybe their routing, that the examples are about."""
        own = {key: self.spec[key] for key in ("settings", "mappings", "documents") if key in self.spec}
        return {**corpus(self.spec.get("corpus", "corpus")), **own}

    def in_place(self, example: Any) -> Json:
        """Returns the `aggs` of an aggregation's example."""
        return replaced(self.spec.get("within", {"a": "EXAMPLE"}), example)


def replaced(template: Any, example: Any) -> Any:
    """Returns a template with the example in the place of "EXAMPLE"."""
    if template == "EXAMPLE":
        return example
    if isinstance(template, dict):
        return {key: replaced(value, example) for key, value in template.items()}
    return [replaced(value, example) for value in template] if isinstance(template, list) else template


@cache
def corpus(name: str = "corpus") -> Json:
    """Returns the mappings and documents by id that examples are about."""
    read: Json = json.loads((HERE / f"{name}.json").read_text())
    return read


def path_of(kind: str, name: str) -> Path:
    return HERE / kind / f"{name}.json"


@cache
def feature(kind: str, name: str) -> Feature:
    """Returns the examples of a registered name, which fails without its file."""
    path = path_of(kind, name)
    assert path.exists(), f"no examples: write tests/batteries/{kind}/{name}.json (features.py says what is in it)"
    return Feature(kind, name, json.loads(path.read_text()))


def all_features() -> Iterator[Feature]:
    """Yields what has a file."""
    for kind in KINDS:
        for path in sorted((HERE / kind).glob("*.json")):
            yield feature(kind, path.stem)
