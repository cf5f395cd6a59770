"""Fields that have the beginnings of words as terms."""

from typing import NamedTuple


class Beginnings(NamedTuple):
    """A field whose terms are the first characters of words, at least `shortest` and at most `longest` of them.

    of_shingles: several words are looked for as one shingle
    """

    field: str
    shortest: int
    longest: int
    of_shingles: bool = False

    def has(self, length: int) -> bool:
        """Tells whether beginnings of so many characters are terms."""
        return self.shortest <= length <= self.longest

    def serve(self, length: int) -> bool:
        """Tells whether so many characters can be looked for: one less than the shortest is two clauses."""
        return self.shortest - 1 <= length <= self.longest
