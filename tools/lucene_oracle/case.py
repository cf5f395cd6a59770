"""A case: one analyzer as an index defines it and as Lucene is told to build it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One analyzer to compare.

    component: what it is about, such as "filter/lowercase"
    variant: which of the component's cases, such as "greek"
    analysis: the index's `analysis` settings; the analyzer compared is called "tested"
    chain: the description for the Java program
    departure: what Elasticsearch 9 makes otherwise of Lucene 9.9's answer, a key of departures.DEPARTURES
    """

    component: str
    variant: str
    analysis: Json
    chain: Json
    departure: str | None = None

    @property
    def name(self) -> str:
        return f"{self.component}/{self.variant}" if self.variant else self.component


@dataclass(frozen=True)
class Part:
    """A component twice: settings for an index, and name, arguments and files for Lucene's factory."""

    settings: Json
    lucene: str
    args: Json = field(default_factory=dict)
    resources: Json = field(default_factory=dict)
    filters: Sequence[Json] = ()

    def described(self) -> dict[str, Any]:
        """Returns the description for the Java program."""
        if self.lucene.startswith("es:"):
            return {"name": self.lucene, "args": self.args, "filters": list(self.filters)}
        args = {key: _text(value) for key, value in self.args.items()}
        return {"name": self.lucene, "args": args, "resources": dict(self.resources)}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


STANDARD = Part({"type": "standard"}, "standard")
WHITESPACE = Part({"type": "whitespace"}, "whitespace")
KEYWORD = Part({"type": "keyword"}, "keyword", {"maxTokenLen": 100_000})
LOWERCASE = Part({"type": "lowercase"}, "lowercase")


def chain_case(
    component: str,
    variant: str,
    tokenizer: Part = STANDARD,
    filters: Sequence[Part] = (),
    char_filters: Sequence[Part] = (),
    index: Json | None = None,
) -> Case:
    """Returns the case of a custom analyzer.

    index: further settings of the index
    """
    definitions = {
        "tokenizer": {"the_tokenizer": tokenizer.settings},
        "filter": {f"filter_{number}": part.settings for number, part in enumerate(filters)},
        "char_filter": {f"char_filter_{number}": part.settings for number, part in enumerate(char_filters)},
    }
    tested = {
        "type": "custom",
        "tokenizer": "the_tokenizer",
        "filter": list(definitions["filter"]),
        "char_filter": list(definitions["char_filter"]),
    }
    chain = {
        "tokenizer": tokenizer.described(),
        "filters": [part.described() for part in filters],
        "char_filters": [part.described() for part in char_filters],
    }
    settings = {**definitions, "analyzer": {"tested": tested}}
    return Case(component, variant, {**settings, "index": dict(index or {})}, chain)


LONG = {"index.max_ngram_diff": 10, "index.max_shingle_diff": 10}


def filter_case(
    name: str,
    variant: str = "",
    settings: Json | None = None,
    lucene: str = "",
    args: Json | None = None,
    resources: Json | None = None,
    base: Part = STANDARD,
    before: Sequence[Part] = (),
    after: Sequence[Part] = (),
) -> Case:
    """Returns the case of a token filter behind the tokenizer `base` and the filters `before`.

    lucene: name of Lucene's factory, if it is another
    """
    part = Part({"type": name, **(settings or {})}, lucene or name.replace("_", ""), args or {}, resources or {})
    return chain_case(f"filter/{name}", variant, base, [*before, part, *after], index=LONG)
