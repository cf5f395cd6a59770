"""Every registered component: batches give what single tokens and single texts give, and offsets cut the text."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.analysis.analyzer import Analyzer
from findling.analysis.catalogue import FACTORIES, PRECONFIGURED
from findling.analysis.chain import chained
from findling.analysis.registry import AnalysisRegistry
from findling.analysis.resources import AnalysisResources
from findling.analysis.token_filter import to_tokens
from findling.analysis.token_stream import TokenStream

PARAMETERS = {
    "keyword_marker": {"keywords": ["running", "foxes"]},
    "stemmer_override": {"rules": ["running, runs => walk"]},
    "keep": {"keep_words": ["quick", "a", "日"]},
    "keep_types": {"types": ["<NUM>", "word"]},
    "pattern_replace": {"pattern": "[aeiou]+", "replacement": "<$0>"},
    "mapping": {"mappings": ["ab => x", "é => ee", "😀 => :)"]},
    "char_group": {"tokenize_on_chars": ["whitespace", "-", "\\u00e9"]},
    "elision": {"articles": ["l", "d"]},
    "length": {"min": 2, "max": 6},
    "truncate": {"length": 4},
    "ngram": {"max_gram": 2},
    "nGram": {"max_gram": 2},
    "hunspell": {"locale": "en_XX"},
    "common_grams": {"common_words": ["the", "a"]},
    "pattern_capture": {"patterns": ["([a-z]+)", "(.)."]},
    "dictionary_decompounder": {"word_list": ["qui", "fox", "run", "es", "in"], "min_word_size": 3},
    "condition": {
        "script": {"source": "token.type == 'word' || token.term.length() % 2 == 1 && !token.keyword"},
        "filter": ["uppercase", "shingle"],
    },
    "predicate_token_filter": {"script": {"source": "token.position % 2 == 0 || token.term.length() > 3"}},
    "multiplexer": {"filters": ["uppercase", "stop, edge_ngram"]},
    "synonym": {"synonyms": ["quick, fast", "the quick => a", "x, y, the foxes"]},
    "synonym_graph": {"synonyms": ["quick, very fast", "the quick => a b", "x, y, the foxes"]},
    "word_delimiter": {"catenate_all": True, "preserve_original": True},
    "word_delimiter_graph": {"catenate_words": True, "catenate_all": True},
    "delimited_payload": {"encoding": "identity"},
    "simple_pattern": {"pattern": "[a-z]+|[0-9]{1,2}"},
    "simple_pattern_split": {"pattern": "[ \\-.]+"},
    "custom": {"tokenizer": "standard", "filter": ["stop", "shingle"]},
}
# the dictionaries of the golden tests
CONFIG = Path(__file__).parents[1] / "golden" / "analysis" / "config"
REGISTRY = AnalysisRegistry.from_settings(resources=AnalysisResources(CONFIG))
pytestmark = [  # spylls leaves its files to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WORDS = (
    "quick",
    "foxes",
    "running",
    "the",
    "Tom's",
    "l'avion",
    "I.B.M.",
    "é",
    "ab",
    "😀",
    "日本",
    "x-y",
    "<b>a</b>",
    "1,5",
    " ",
)
texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=8).map(" ".join)
batches = st.lists(texts, max_size=5)
plain = st.lists(st.text(st.sampled_from("ab -_.\u0301日é😀<>&;1\u0130ΣÅ"), max_size=15), max_size=4)


def component(kind, name):
    made = REGISTRY.make(kind, name, {"type": name, **PARAMETERS.get(name, {})})
    if kind != "filter":
        return made
    return chained(REGISTRY.make("tokenizer", "t", {"type": "whitespace"}), (), [(name, made)])[0]


def one_term_each(stream: TokenStream) -> TokenStream:
    """Returns the stream with a term of its own for each token, equal or not."""
    keywords = None if stream.keywords is None else stream.keywords[stream.term_ids]
    terms = [stream.terms[term] for term in stream.term_ids.tolist()]
    return replace(stream, terms=terms, term_ids=np.arange(len(terms), dtype=np.int32), keywords=keywords)


def shown(stream: TokenStream):
    return to_tokens(stream), stream.end_positions.tolist()


@pytest.mark.parametrize("name", sorted(FACTORIES["filter"]))
@given(batch=batches | plain)
@settings(max_examples=25, deadline=None)
def test_filters_work_on_distinct_terms(name, batch):
    """A filter gives the same for a batch, for each token as a term of its own, and for each text by itself."""
    token_filter = component("filter", name)
    marker = component("filter", "keyword_marker")
    for tokenizer in ("standard", "whitespace"):
        stream = marker.apply(component("tokenizer", tokenizer).tokenize(batch, offsets=True, types=True))
        expected = shown(token_filter.apply(stream))
        assert shown(token_filter.apply(one_term_each(stream))) == expected
        for number, text in enumerate(batch):
            alone = marker.apply(component("tokenizer", tokenizer).tokenize([text], offsets=True, types=True))
            tokens, ends = shown(token_filter.apply(alone))
            assert (tokens[0], ends[0]) == (expected[0][number], expected[1][number])


@pytest.mark.parametrize("name", sorted(FACTORIES["tokenizer"]))
@given(batch=batches | plain)
@settings(max_examples=25, deadline=None)
def test_tokenizers_slice_the_text(name, batch):
    """Tokens are slices of the text, in UTF-16 units, with positions that grow; a batch is its texts."""
    tokenizer = component("tokenizer", name)
    stream = tokenizer.tokenize(batch, offsets=True, types=True)
    for text, tokens in zip(batch, to_tokens(stream), strict=True):
        units = text.encode("utf-16-le")
        for token in tokens:
            cut = units[2 * token.start : 2 * token.end].decode("utf-16-le")
            if name == "classic":  # the point after an acronym belongs to its offsets alone
                assert token.term in (cut, cut[:-1])
                continue
            assert token.term == (cut.lower().replace("i\u0307", "i") if name == "lowercase" else cut) or "Σ" in cut
        assert [token.position for token in tokens] == list(range(len(tokens)))
        assert to_tokens(tokenizer.tokenize([text], offsets=True, types=True))[0] == tokens
    assert stream.final_offsets.tolist() == [len(text.encode("utf-16-le")) // 2 for text in batch]


@pytest.mark.parametrize("name", sorted(FACTORIES["char_filter"]))
@given(batch=batches | plain)
@settings(max_examples=25, deadline=None)
def test_char_filters_keep_offsets_in_order(name, batch):
    """Offsets behind a char filter lie within the text, in order, and those of unchanged words cut the words out."""
    analyzer = Analyzer("a", component("tokenizer", "whitespace"), [], [component("char_filter", name)])
    for text in batch:
        units = text.encode("utf-16-le")
        filtered = component("char_filter", name).filter(text)[0]
        for token in analyzer.terms(text):
            assert 0 <= token.start <= token.end <= len(units) // 2
            if filtered == text:
                assert units[2 * token.start : 2 * token.end].decode("utf-16-le") == token.term
    assert analyzer.tokenize(batch, offsets=True).terms == analyzer.tokenize(batch).terms


@pytest.mark.parametrize("name", sorted(FACTORIES["analyzer"]))
@given(batch=batches)
@settings(max_examples=15, deadline=None)
def test_analyzers_give_clean_batches(name, batch):
    """Distinct terms, all of them used, positions within bounds, and nothing that nobody asked for."""
    tokens = component("analyzer", name).tokenize(batch)
    assert len(set(tokens.terms)) == len(tokens.terms)
    assert sorted(set(tokens.term_ids.tolist())) == list(range(len(tokens.terms)))
    assert (np.diff(tokens.value_ids) >= 0).all()
    assert (tokens.positions < tokens.end_positions[tokens.value_ids]).all()
    assert tokens.start_offsets is tokens.types is None


@pytest.mark.parametrize("name", sorted(FACTORIES["filter"]))
@given(batch=batches | plain)
@settings(max_examples=15, deadline=None)
def test_offsets_of_filters_lie_in_the_text(name, batch):
    """Whatever a filter makes of tokens, their offsets cut a part out of their text, and positions do not go back."""
    analyzer = Analyzer("a", component("tokenizer", "standard"), [component("filter", name)])
    for text, tokens in zip(batch, to_tokens(analyzer.stream(batch, offsets=True, types=True)), strict=True):
        units = text.encode("utf-16-le")
        for token in tokens:
            assert 0 <= token.start <= token.end <= len(units) // 2
            units[2 * token.start : 2 * token.end].decode("utf-16-le")  # no character is cut in two
        positions = [token.position for token in tokens]
        assert positions == sorted(positions)


@pytest.mark.parametrize("name", sorted(FACTORIES["analyzer"]))
@given(batch=batches)
@settings(max_examples=15, deadline=None)
def test_offsets_of_analyzers_cut_the_words(name, batch):
    """In UTF-16 units; where nothing but the case is changed, a term is what its offsets cut."""
    for text, tokens in zip(
        batch, to_tokens(component("analyzer", name).stream(batch, offsets=True, types=True)), strict=True
    ):
        units = text.encode("utf-16-le")
        for token in tokens:
            cut = units[2 * token.start : 2 * token.end].decode("utf-16-le")
            assert cut or not token.term
            if name in ("default", "pattern", "simple", "standard", "stop", "whitespace") and cut.isascii():
                assert token.term == (cut if name == "whitespace" else cut.lower())


def test_every_filter_of_the_registry_is_made_with_something_to_do():
    """None is left out of these tests, and those that need parameters have some that change tokens."""
    text = "The quick foxes running, Tom's l'avion I.B.M. é 日本 1,5 a|b qui̇ 𝟙 ｱ ø <b>a</b> "
    untouched = []
    for name in FACTORIES["filter"]:
        for tokenizer in ("standard", "whitespace", "classic", "keyword"):
            stream = component("tokenizer", tokenizer).tokenize([text], offsets=True, types=True)
            if shown(component("filter", name).apply(stream)) != shown(stream):
                break
        else:
            untouched.append(name)
    languages = {name for name in untouched if name.endswith(("_stem", "_normalization"))}
    # these two are for what other filters make
    assert set(untouched) - languages == {"flatten_graph", "remove_duplicates"}


@given(batches | plain)
def test_normalizing_many_is_normalizing_each(batch):
    """`normalize_many` and `normalize`."""
    normalizer = Analyzer(
        "n",
        component("tokenizer", "keyword"),
        [component("filter", "lowercase"), component("filter", "asciifolding"), component("filter", "stop")],
        [component("char_filter", "mapping"), component("char_filter", "html_strip")],
    )
    assert normalizer.normalize_many(batch) == [normalizer.normalize(text) for text in batch]


def test_bare_names_work():
    """Whatever can be named without a definition can be made."""
    for kind, names in PRECONFIGURED.items():
        assert all(REGISTRY.component(kind, name) is not None for name in names)
