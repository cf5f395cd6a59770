"""Components whose words and rules stand in files of the configuration directory."""

from pathlib import Path
from typing import Any

import pytest

from findling.analysis.registry import AnalysisRegistry
from findling.analysis.resources import AnalysisResources
from findling.base.errors import IllegalArgumentError

FILES = {
    "words.txt": "# words\nfox\n\n  dog \n",
    "english.txt": "_english_\nfox\n",
    "articles.txt": "l\nd\n",
    "rules.txt": "running => run\n# dogs => cat\ndogs => dog\n",
    "mappings.txt": "ph => f\n# x => y\n",
    "types.txt": "# => ALPHA\n$ => DIGIT\n",
    "synonyms.txt": "# rules\nfox, vixen\n",
}
CASES: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"type": "stop", "stopwords_path": "words.txt"}, "a fox", ["a"]),
    ({"type": "stop", "stopwords_path": "english.txt"}, "the fox runs", ["runs"]),
    ({"type": "stop", "stopwords_path": "words.txt", "stopwords": ["a"]}, "a fox", ["fox"]),
    ({"type": "keep", "keep_words_path": "words.txt"}, "a fox dog", ["fox", "dog"]),
    ({"type": "common_grams", "common_words_path": "words.txt"}, "fox a", ["fox", "fox_a", "a"]),
    ({"type": "elision", "articles_path": "articles.txt"}, "l'avion d'or", ["avion", "or"]),
    ({"type": "stemmer_override", "rules_path": "rules.txt"}, "running dogs", ["run", "dog"]),
    ({"type": "dictionary_decompounder", "word_list_path": "words.txt"}, "foxdog", ["foxdog", "fox", "dog"]),
    ({"type": "word_delimiter", "protected_words_path": "words.txt"}, "fox a-b", ["fox", "a", "b"]),
    ({"type": "word_delimiter", "type_table": ["- => ALPHA"], "type_table_path": "none"}, "a-b", []),
    ({"type": "synonym", "synonyms_path": "synonyms.txt"}, "fox", ["fox", "vixen"]),
    ({"type": "keyword_marker", "keywords_path": "words.txt", "keywords": ["a"]}, "fox", ["fox"]),
]


@pytest.fixture
def resources(tmp_path: Path) -> AnalysisResources:
    config = tmp_path / "config"
    config.mkdir()
    (tmp_path / "secret.txt").write_text("secret\n")
    for name, content in FILES.items():
        (config / name).write_text(content)
    (config / "latin.txt").write_bytes("é".encode("latin-1"))
    (config / "link.txt").symlink_to(tmp_path / "secret.txt")
    return AnalysisResources(config)


def terms(resources: AnalysisResources, token_filter: dict[str, Any], text: str) -> list[str]:
    analysis = {"filter": {"f": token_filter}, "analyzer": {"a": {"tokenizer": "whitespace", "filter": ["f"]}}}
    return [token.term for token in AnalysisRegistry.from_settings(analysis, {}, resources).analyzer("a").terms(text)]


@pytest.mark.parametrize(("token_filter", "text", "expected"), CASES)
def test_files(resources: AnalysisResources, token_filter: dict[str, Any], text: str, expected: list[str]) -> None:
    """Comments are left out; a file goes before a list, but sets of words are a list first."""
    if not expected:
        with pytest.raises(IllegalArgumentError, match="IOException while reading type_table_path: none"):
            terms(resources, token_filter, text)
        return
    assert terms(resources, token_filter, text) == expected


def test_char_filters(resources: AnalysisResources) -> None:
    """`mappings_path`."""
    analysis = {
        "char_filter": {"c": {"type": "mapping", "mappings_path": "mappings.txt"}},
        "analyzer": {"a": {"tokenizer": "whitespace", "char_filter": ["c"]}},
    }
    analyzer = AnalysisRegistry.from_settings(analysis, {}, resources).analyzer("a")
    assert [token.term for token in analyzer.terms("phone x")] == ["fone", "x"]


def test_analyzers(resources: AnalysisResources) -> None:
    """`stopwords_path` of built-in types."""
    analysis = {"analyzer": {name: {"type": name, "stopwords_path": "words.txt"} for name in ("standard", "french")}}
    registry = AnalysisRegistry.from_settings(analysis, {}, resources)
    for name in ("standard", "french"):
        assert [token.term for token in registry.analyzer(name).terms("fox le")] == ["le"]


PATHS = [
    ({"type": "stop"}, "stopwords"),
    ({"type": "keep"}, "keep_words"),
    ({"type": "common_grams"}, "common_words"),
    ({"type": "elision"}, "articles"),
    ({"type": "stemmer_override"}, "rules"),
    ({"type": "dictionary_decompounder"}, "word_list"),
    ({"type": "word_delimiter"}, "protected_words"),
    ({"type": "word_delimiter_graph"}, "type_table"),
    ({"type": "synonym"}, "synonyms"),
    ({"type": "synonym_graph"}, "synonyms"),
    ({"type": "keyword_marker"}, "keywords"),
]


@pytest.mark.parametrize(("token_filter", "parameter"), PATHS)
def test_no_other_files(resources: AnalysisResources, token_filter: dict[str, Any], parameter: str) -> None:
    """Nothing outside of the directory is read, whichever way leads there."""
    assert resources.config is not None
    for path in ("../secret.txt", "/etc/hostname", "link.txt", str(resources.config.parent / "secret.txt")):
        with pytest.raises(IllegalArgumentError) as caught:
            terms(resources, {**token_filter, f"{parameter}_path": path}, "a")
        assert caught.value.reason == f"Access denied trying to read file {parameter}_path: {path}"
    for path in ("none.txt", "words.txt/x", ".", "a\0b"):
        with pytest.raises(IllegalArgumentError) as caught:
            terms(resources, {**token_filter, f"{parameter}_path": path}, "a")
        assert caught.value.reason == f"IOException while reading {parameter}_path: {path}"
    with pytest.raises(IllegalArgumentError) as caught:
        terms(resources, {**token_filter, f"{parameter}_path": "latin.txt"}, "a")
    assert caught.value.reason == (
        f"Unsupported character encoding detected while reading {parameter}_path: latin.txt - files must be UTF-8 "
        "encoded"
    )


def test_absolute_paths_within(resources: AnalysisResources) -> None:
    """They may lead into the directory."""
    assert resources.config is not None
    path = str(resources.config / "words.txt")
    assert terms(resources, {"type": "stop", "stopwords_path": path}, "a fox") == ["a"]


def test_without_a_directory() -> None:
    """There are no files then."""
    with pytest.raises(IllegalArgumentError, match=r"IOException while reading stopwords_path: words\.txt"):
        terms(AnalysisResources(), {"type": "stop", "stopwords_path": "words.txt"}, "a")


def test_named_lists(resources: AnalysisResources) -> None:
    """Names are replaced wherever they stand; what is no name is a word."""
    for given in ("_english_", ["_english_"], ["_none_", "_english_"]):
        assert terms(resources, {"type": "stop", "stopwords": given}, "the fox") == ["fox"]
    assert terms(resources, {"type": "stop", "stopwords": "_klingon_"}, "the _klingon_") == ["the"]
    assert terms(resources, {"type": "common_grams", "common_words": "_english_"}, "the fox") == [
        *("the", "the_fox", "fox")
    ]
