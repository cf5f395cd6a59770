"""What single fields take of memory: text that was uninverted for sorting or aggregations, and completions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from findling.base.wildcards import matches_any
from findling.node.services.index_service import IndexService


@dataclass(frozen=True, slots=True)
class FieldMemory:
    """Bytes by field; values: the largest number of distinct terms of an uninverted field in one segment."""

    fielddata: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    completion: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, service: IndexService) -> "FieldMemory":
        """Returns the figures of one index, as it is searched now."""
        completions = [known.name for known in service.mapping.fields() if known.type.has_suggestions]
        fielddata: dict[str, int] = defaultdict(int)
        values: dict[str, int] = defaultdict(int)
        completion: dict[str, int] = defaultdict(int)
        for shard in service.here().values():
            with shard.searcher() as searcher:
                for view in searcher.segments:
                    for name, column in view.reader.uninverted_columns().items():
                        fielddata[name] += column.nbytes
                        values[name] = max(values[name], column.dictionary.n_terms)
                    segment = view.reader.segment
                    for array in segment.names() if completions else ():
                        name = array.rpartition("/")[0]
                        if name in completions:
                            completion[name] += segment.nbytes(array)
        return cls(fielddata, values, completion)

    def shown_fielddata(self, patterns: Sequence[str]) -> dict[str, Any]:
        """Returns the `fielddata` of statistics; patterns: names of the fields that are shown on their own."""
        chosen = [name for name in sorted(self.fielddata) if matches_any(patterns, name)]
        fields = {name: {"memory_size_in_bytes": self.fielddata[name]} for name in chosen}
        ordinals = {name: {"build_time_in_millis": 0, "shard_max_value_count": self.values[name]} for name in chosen}
        return {
            "memory_size_in_bytes": sum(self.fielddata.values()),
            "evictions": 0,
            **({"fields": fields} if fields else {}),
            "global_ordinals": {"build_time_in_millis": 0, **({"fields": ordinals} if ordinals else {})},
        }

    def shown_completion(self, patterns: Sequence[str]) -> dict[str, Any]:
        """Returns the `completion` of statistics."""
        fields = {
            name: {"size_in_bytes": size}
            for name, size in sorted(self.completion.items())
            if matches_any(patterns, name)
        }
        return {"size_in_bytes": sum(self.completion.values()), **({"fields": fields} if fields else {})}
