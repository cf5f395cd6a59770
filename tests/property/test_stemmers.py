"""Stemmers and normalizers take any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.analysis.registry import AnalysisRegistry
from findling.analysis.token_filter import TokenFilter
from findling.analysis.token_filters.normalization import NORMALIZERS
from findling.analysis.token_filters.stemmers.algorithms import ALGORITHMS
from findling.analysis.token_filters.stemming.snowball import SNOWBALL
from findling.analysis.token_filters.stemming.stemming import STEMMERS, stemmer
from findling.analysis.token_stream import single_terms

LETTERS = "aeiousnrtldmkgäöüéàçñşșțłąἀαεσωδиыйгоاونيةهकािंॉকিাที한가日ー'’-.x1😀𐐀"
WORDS = st.text(alphabet=st.sampled_from(LETTERS), max_size=12) | st.text(
    alphabet=st.characters(exclude_categories=("Cs",)), max_size=6
)


@pytest.mark.parametrize("name", sorted(ALGORITHMS))
@given(word=WORDS)
def test_any_word_has_a_stem(name: str, word: str) -> None:
    """No word is too short or too odd, and no stem much longer than its word."""
    assert len(ALGORITHMS[name](word)) <= len(word) + 12


@pytest.mark.parametrize("name", sorted(NORMALIZERS))
@given(word=WORDS)
def test_any_word_has_a_usual_form(name: str, word: str) -> None:
    """Normalizers take any word."""
    assert len(NORMALIZERS[name](word)) <= 2 * len(word)


@pytest.mark.parametrize("language", sorted(SNOWBALL))
@given(words=st.lists(WORDS, max_size=4))
def test_many_words_are_stemmed_as_each_by_itself(language: str, words: list[str]) -> None:
    """The batch path is the path of single words."""
    made = SNOWBALL[language]()
    assert made.apply(single_terms(words)).terms == [made.apply(single_terms([word])).terms[0] for word in words]


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("lightEnglish", "light_english"),
        ("minimalGerman", "minimal_german"),
        ("KP", "dutch_kp"),
        ("Porter2", "porter2"),
    ],
)
def test_names_have_other_spellings(spelling: str, name: str) -> None:
    """As the first versions of Elasticsearch wrote them."""
    words = single_terms(["readability", "fietsen", "katzen", "universities"])
    assert stemmer(spelling).apply(words).terms == STEMMERS[name]().apply(words).terms


def test_keywords_are_not_stemmed() -> None:
    """By any filter that stems."""
    definitions = {"marker": {"type": "keyword_marker", "keywords": ["running"]}}
    for name in (*STEMMERS, "kstem"):
        definitions["stem"] = {"type": "stemmer", "language": name} if name in STEMMERS else {"type": name}
        analysis = {
            "filter": definitions,
            "analyzer": {"a": {"tokenizer": "standard", "filter": ["marker", "stem"]}},
        }
        analyzer = AnalysisRegistry.from_settings(analysis).analyzer("a")
        assert [token.term for token in analyzer.terms("running")] == ["running"], name


def test_unknown_words_stay() -> None:
    """What has become of the stemmers that are gone."""
    gone: list[TokenFilter] = [stemmer("lovins"), stemmer("dutch_kp")]
    for token_filter in gone:
        assert token_filter.apply(single_terms(["nationally"])).terms == ["nationally"]
