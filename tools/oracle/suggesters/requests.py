"""What a kind of random requests is made of: lines as tests/golden/scenarios has them, and words with mistakes."""

import json
import random
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

Json = dict[str, Any]
STEMS: Final = (
    *("lucene", "lucent", "elastic", "elastics", "plastic", "search", "searches", "research", "brown", "fox", "foxes"),
    *("quick", "quickly", "index", "indexes", "indices", "shard", "shards", "segment", "segments", "query", "queries"),
    *("term", "terms", "score", "scores", "scoring", "rank", "ranking", "merge", "merges", "naïve", "café", "straße"),
    *("über", "東京都", "данные"),
)


class Line(NamedTuple):
    """One request; body: JSON, or text; sets_up: whether its answer is of no interest."""

    method: str
    path: str
    body: Any = None
    sets_up: bool = False

    def text(self) -> str:
        """Returns the line of a scenario."""
        shown = self.body if self.body is None or isinstance(self.body, str) else json.dumps(self.body)
        body = "" if shown is None else " " + shown.replace("\n", "\\n")
        return f"{'+' if self.sets_up else ''}{self.method} {self.path}{body}"


class Draw(random.Random):
    """Draws words and options."""

    def typo(self, word: str) -> str:
        """Returns a word with up to three mistakes in it."""
        letters = list(word)
        for _ in range(self.choice([0, 1, 1, 1, 2, 2, 3])):
            kind, place = self.random(), self.randrange(len(letters)) if letters else 0
            if kind < 0.3 and len(letters) > 1:
                del letters[place]
            elif kind < 0.55:
                letters.insert(place, self.choice("abcdefghilmnoprstuxé"))
            elif kind < 0.8 and letters:
                letters[place] = self.choice("aeinorst")
            elif len(letters) > place + 1:
                letters[place], letters[place + 1] = letters[place + 1], letters[place]
        return "".join(letters)

    def vocabulary(self, n: int) -> list[str]:
        """Returns the stems and some words like them."""
        return [*STEMS, *(self.typo(self.choice(STEMS)) for _ in range(n))]

    def words(self, *counts: int) -> str:
        """Returns a text of so many words, mistakes included."""
        return " ".join(self.typo(self.choice(STEMS)) for _ in range(self.choice(counts)))

    def options(self, table: dict[str, tuple[float, list[Any]]]) -> Json:
        """Returns some members; table: how likely each is, and its values"""
        return {name: self.choice(values) for name, (share, values) in table.items() if self.random() < share}


def fill(index: str, definition: Json, batches: list[list[Json]], merge: bool = False) -> Iterator[Line]:
    """Yields what makes an index of some batches of documents, a segment each."""
    yield Line("PUT", f"/{index}", definition, sets_up=True)
    number = 0
    for batch in batches:
        lines = []
        for document in batch:
            lines += [json.dumps({"index": {"_id": str(number)}}), json.dumps(document)]
            number += 1
        yield Line("POST", f"/{index}/_bulk?refresh=true", "\n".join(lines) + "\n", sets_up=True)
    if merge:
        yield Line("POST", f"/{index}/_forcemerge?max_num_segments=1", sets_up=True)
