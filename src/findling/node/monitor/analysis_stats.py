"""Which parts of analysis indices use: the section `analysis` of `_cluster/stats`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from findling.base.settings import unflatten
from findling.node.services.index_service import IndexService

_KINDS: Final = ("char_filter", "tokenizer", "filter", "analyzer")
_ANALYZERS: Final = ("analyzer", "search_analyzer", "search_quote_analyzer")


class _Uses:
    """Counts names, and the indices that have some of each."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._indices: dict[str, set[str]] = defaultdict(set)

    def note(self, name: str, index: str) -> None:
        self._counts[name] += 1
        self._indices[name].add(index)

    def shown(self) -> list[dict[str, object]]:
        return [
            {"name": name, "count": count, "index_count": len(self._indices[name])}
            for name, count in sorted(self._counts.items())
        ]


def analysis_stats(services: Iterable[IndexService]) -> dict[str, Any]:
    """Returns the types of parts that are defined, and the built-in ones that are used by their names."""
    types = {kind: _Uses() for kind in _KINDS}
    built_in = {kind: _Uses() for kind in _KINDS}
    for service in services:
        defined: Mapping[str, Any] = _defined(service)
        for kind in _KINDS:
            for body in defined.get(kind, {}).values():
                types[kind].note(str(body.get("type", "custom")), service.name)
        for kind, name in (*_parts(defined), *_of_fields(service.metadata.mapping)):
            if name not in defined.get(kind, {}):
                built_in[kind].note(name, service.name)
    return {
        **{f"{kind}_types": types[kind].shown() for kind in _KINDS},
        **{f"built_in_{kind}s": built_in[kind].shown() for kind in _KINDS},
        "synonyms": {},
    }


def _defined(service: IndexService) -> Mapping[str, Any]:
    """Returns the parts that an index defines: by kind and name."""
    settings = service.metadata.settings
    prefix = "index.analysis."
    flat = {name.removeprefix(prefix): value for name, value in settings.items() if name.startswith(prefix)}
    return unflatten(flat)


def _parts(defined: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yields kind and name of the parts that analyzers and normalizers are made of."""
    for group in ("analyzer", "normalizer"):
        for body in defined.get(group, {}).values():
            for kind in ("tokenizer", "filter", "char_filter"):
                names = body.get(kind, [])
                yield from ((kind, name) for name in ([names] if isinstance(names, str) else names))


def _of_fields(mapping: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yields the analyzers that fields name."""
    for members in ("properties", "fields"):
        for body in (mapping.get(members) or {}).values():
            yield from (("analyzer", body[name]) for name in _ANALYZERS if name in body)
            yield from _of_fields(body)
