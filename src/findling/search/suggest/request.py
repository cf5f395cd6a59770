"""The `suggest` of a search: read, asked on each shard, merged and shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError, ParseError, ParsingError
from findling.base.java_collections import in_map_order
from findling.base.json_values import as_integer, json_token, scalar_text
from findling.search.suggest.suggestion import DEFAULT_SIZE, Suggestion, suggestion_class

if TYPE_CHECKING:
    from findling.search.context import ShardContext

ShardSuggestions = Mapping[str, list[Any]]
_INPUTS: Final = ("text", "prefix", "regex")


@dataclass(frozen=True, kw_only=True)
class Suggestions:
    """All suggestions of a search, by name, in order of their names. text: of those that have none of their own"""

    text: str | None = None
    by_name: Mapping[str, Suggestion]

    def __bool__(self) -> bool:
        return bool(self.by_name)

    def on_shard(self, ctx: ShardContext) -> dict[str, list[Any]]:
        """Returns the entries of one shard. Raises what the mapping has against them."""
        texts = {name: self._checked_text(self.by_name[name], ctx) for name in in_map_order(self.by_name)}
        if ctx.snapshot.num_docs == 0:
            return {name: item.empty_entries(texts[name], ctx) for name, item in self.by_name.items()}
        return {name: item.entries(texts[name], ctx) for name, item in self.by_name.items()}

    def _checked_text(self, suggestion: Suggestion, ctx: ShardContext) -> str:
        suggestion.check(ctx)
        text = self.text if suggestion.own_text is None else suggestion.own_text
        if text is None:
            raise IllegalArgumentError("The required text option is missing")
        return text

    def reduce(self, of_shards: Sequence[ShardSuggestions]) -> dict[str, list[Any]]:
        """Returns the entries of all shards as one, with as many options as are asked for.

        Raises IllegalStateError if the shards took a text apart in different ways.
        """
        reduced = {}
        for name, suggestion in self.by_name.items():
            entries = suggestion.reduce([shard[name] for shard in of_shards])
            for entry in entries:
                del entry.options[suggestion.size :]
            reduced[name] = entries
        return reduced

    def render(self, reduced: ShardSuggestions, typed_keys: bool) -> dict[str, object]:
        """Returns the `suggest` of the answer."""
        return {
            f"{self.by_name[name].type_name}#{name}" if typed_keys else name: [entry.render() for entry in entries]
            for name, entries in reduced.items()
        }


def parse_suggest(body: Mapping[str, object]) -> Suggestions:
    """Returns the suggestions of {"text": ..., NAME: {"text": ..., SUGGESTER: {...}}}.

    Raises ParsingError, ParseError, IllegalArgumentError and XContentParseError in Elasticsearch's wording.
    """
    text = None
    found: dict[str, Suggestion] = {}
    for name, value in body.items():
        token = json_token(value)
        if isinstance(value, Mapping):
            found[name] = _parse_one(value)
        elif token in ("VALUE_NULL", "START_ARRAY"):
            raise ParsingError(f"unexpected token [{token}] after [{name}]")
        elif name == "text":
            text = scalar_text(value)
        else:
            raise IllegalArgumentError(f"[suggest] does not support [{name}]")
    return Suggestions(text=text, by_name=dict(sorted(found.items())))


def _parse_one(body: Mapping[str, object]) -> Suggestion:
    inputs: dict[str, str] = {}
    suggestion: Suggestion | None = None
    for name, given in body.items():
        for value in _flat(given):
            if isinstance(value, Mapping):
                suggestion = suggestion_class(name).parse(value)
            elif name in _INPUTS:
                inputs[name] = scalar_text(value)
            else:
                raise ParsingError(f"suggestion does not support [{name}]")
    if suggestion is None:
        raise ParseError("missing suggestion object")
    return replace(suggestion, **inputs)  # type: ignore[arg-type]


def _flat(value: object) -> Iterator[object]:
    """Yields what is neither null nor an array; what is in arrays counts as if it stood alone."""
    if isinstance(value, list):
        for entry in value:
            yield from _flat(entry)
    elif value is not None:
        yield value


def suggest_of_url(params: Mapping[str, object]) -> Suggestions:
    """Returns the suggestion of words that the parameters of a URL ask for. Raises IllegalArgumentError."""
    field = params["suggest_field"]
    body: dict[str, object] = {"field": field}
    if params.get("suggest_mode"):
        body["suggest_mode"] = params["suggest_mode"]
    size = params.get("suggest_size")
    body["size"] = DEFAULT_SIZE if size in (None, "") else as_integer(size)
    suggestion = suggestion_class("term").parse(body)
    text = params.get("suggest_text", params.get("q"))
    own = replace(suggestion, text=None if text is None else str(text))
    return Suggestions(by_name={str(field): own})
