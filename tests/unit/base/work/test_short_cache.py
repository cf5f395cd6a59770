"""Results of short texts are kept, of long ones made anew."""

from findling.base.work.short_cache import LONGEST, short_cache


def test_what_is_made_of_long_texts_is_not_kept() -> None:
    made: list[object] = []

    @short_cache(2)
    def length_of(text: str | tuple[str, ...]) -> int:
        """Its length."""
        made.append(text)
        return len(text)

    long = "a" * (LONGEST + 1)
    texts = ("ab", "ab", long, long, (long,), (long,))
    assert [length_of(text) for text in texts] == [len(text) for text in texts]
    assert made == ["ab", long, long, (long,), (long,)]
    assert length_of.n_kept == 1
    assert [length_of(text) for text in ("b", "c", ("d", "e"))] == [1, 1, 2]
    assert length_of.n_kept == 2
    length_of.cache_clear()
    assert length_of.n_kept == 0
    assert length_of.__doc__ == "Its length."
