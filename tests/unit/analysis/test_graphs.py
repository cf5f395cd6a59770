"""Filters that make, read or flatten token graphs."""

import pytest

from findling.analysis.registry import AnalysisRegistry
from findling.analysis.resources import AnalysisResources
from findling.base.errors import IllegalArgumentError, ResourceNotFoundError


def tokens(analyzer, text):
    """Returns (term, position, position length) of each token."""
    return [(token.term, token.position, token.length) for token in analyzer.terms(text)]


def synonyms(*rules, kind="synonym_graph", **parameters):
    return {"type": kind, "synonyms": list(rules), **parameters}


def test_side_paths(chain):
    """Synonyms of several words are paths beside the word, from its start to its end."""
    dns = chain("standard", [synonyms("dns, domain name service")])
    assert tokens(dns, "dns is") == [("domain", 0, 1), ("dns", 0, 3), ("name", 1, 1), ("service", 2, 1), ("is", 3, 1)]
    assert tokens(dns, "a domain name service") == [
        *(("a", 0, 1), ("dns", 1, 3), ("domain", 1, 1), ("name", 2, 1), ("service", 3, 1))
    ]
    both = chain("standard", [synonyms("a b, c d")])
    assert tokens(both, "a b") == [("c", 0, 1), ("a", 0, 2), ("d", 1, 2), ("b", 2, 1)]


def test_offsets_and_types_of_synonyms(chain):
    """A synonym covers all that it stands for."""
    made = chain("standard", [synonyms("new york => ny")]).terms("in new york")
    assert [(token.term, token.start, token.end, token.type) for token in made] == [
        *(("in", 0, 2, "<ALPHANUM>"), ("ny", 3, 11, "SYNONYM"))
    ]


@pytest.mark.parametrize("kind", ["synonym", "synonym_graph"])
@pytest.mark.parametrize(
    ("rules", "parameters", "text", "expected"),
    [
        (["a => b"], {}, "a c", "b c"),
        (["a, b => c, d"], {}, "b", "c d"),
        (["a, b"], {}, "b", {"synonym": "b a", "synonym_graph": "a b"}),
        (["a, b"], {"expand": False}, "b c", "a c"),
        (["# a, b", "", "b => x"], {}, "a b", "a x"),
        ([r"a\,b => c"], {}, "a,b", "c"),
        (["a => x", "a b => y"], {}, "a b a", "y x"),
        (["s(100000001,1,'a',v,1,0).", "s(100000001,2,'b',v,1,0)."], {"format": "wordnet", "expand": False}, "b", "a"),
        (["s(100000001,1,'it''s',v,1,0)."], {"format": "wordnet"}, "it's", "it's"),
        (["a, b => c", "=> =>"], {"lenient": True}, "b", "c"),
    ],
)
def test_rules(chain, kind, rules, parameters, text, expected):
    """Both formats, and what they mean."""
    terms = [token.term for token in chain("whitespace", [synonyms(*rules, kind=kind, **parameters)]).terms(text)]
    assert " ".join(terms) == (expected if isinstance(expected, str) else expected[kind])


def test_flat_synonyms_lie_over_what_follows(chain):
    """`synonym` has no paths: the second word of a synonym lies over the next word."""
    flat = chain("whitespace", [synonyms("dog => hound, canine unit", kind="synonym")])
    assert tokens(flat, "dog eats") == [("hound", 0, 1), ("canine", 0, 1), ("eats", 1, 1), ("unit", 1, 1)]
    assert tokens(flat, "dog") == [("hound", 0, 1), ("canine", 0, 1), ("unit", 1, 1)]
    assert flat.tokenize(["dog", "a"]).end_positions.tolist() == [2, 1]


def test_rules_go_through_the_chain_in_front(chain):
    """Rules are analysed as texts are, up to the filter."""
    stemmed = chain("standard", ["lowercase", "porter_stem", synonyms("Running, Jogging")])
    assert [token.term for token in stemmed.terms("runs")] == ["jog", "run"]
    folded = chain("standard", [{"type": "asciifolding", "preserve_original": True}, synonyms("açaí => berry")])
    assert [token.term for token in folded.terms("acai")] == ["berry"]
    two = chain("standard", [synonyms("a => b"), synonyms("b => c")])
    assert [token.term for token in two.terms("a")] == ["c"]


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        ([synonyms("a => b => c")], "more than one explicit mapping specified on the same line"),
        (["stop", synonyms("the => a")], "Invalid synonym rule at line 1: term: the was completely eliminated"),
        (["stop", synonyms("x", "king of spain, y")], "line 2: term: king of spain analyzed to a token (spain) with"),
        (["ngram", synonyms("a, b")], "Token filter [filter_0] cannot be used to parse synonyms"),
        ([{"type": "multiplexer", "filters": ["lowercase"]}, synonyms("a, b")], "cannot be used to parse synonyms"),
        ([{"type": "synonym"}], "synonym requires either `synonyms`, `synonyms_set` or `synonyms_path`"),
        ([synonyms("a, b", format="yaml")], "unrecognized synonym format [yaml]"),
        ([synonyms("a, b", format="wordnet")], "Invalid synonym rule at line 1"),
        ([{"type": "synonym", "synonyms_path": "s.txt"}], "IOException while reading synonyms_path: s.txt"),
        ([{"type": "multiplexer", "filters": ["nope"]}], "refers to undefined tokenfilter [nope]"),
        ([{"type": "multiplexer"}], "filters"),
        ([{"type": "condition"}], "must specify either [source] for an inline script or [id] for a stored script"),
        ([{"type": "hyphenation_decompounder"}], "needs hyphenation patterns"),
        ([{"type": "common_grams"}], "missing or empty [common_words]"),
        ([{"type": "pattern_capture"}], "required setting 'patterns' is missing"),
        ([{"type": "dictionary_decompounder"}], "word_list must be provided"),
        ([{"type": "delimited_payload", "encoding": "x"}], "unknown payload encoding [x]"),
        ([{"type": "word_delimiter", "type_table": ["a = b"]}], "Invalid Mapping Rule : [a = b]"),
        ([{"type": "word_delimiter", "type_table": ["ab => DIGIT"]}], "Only a single character is allowed"),
        ([{"type": "word_delimiter", "type_table": ["a => X"]}], "Illegal type"),
    ],
)
def test_refused(filters, reason):
    """Definitions that make no filter."""
    names = [
        f"filter_{number}" if isinstance(part, dict) or part == "ngram" else part for number, part in enumerate(filters)
    ]
    defined = {n: p if isinstance(p, dict) else {"type": p} for n, p in zip(names, filters, strict=True) if n != p}
    analysis = {"filter": defined, "analyzer": {"a": {"tokenizer": "standard", "filter": names}}}
    with pytest.raises(IllegalArgumentError) as raised:
        AnalysisRegistry.from_settings(analysis)
    assert reason in raised.value.reason


def test_resources(tmp_path):
    """Sets and files come from where the registry's owner says; updateable filters are told apart."""
    (tmp_path / "s.txt").write_text("a => file")
    resources = AnalysisResources(tmp_path, {"set": ["b => set"]}.__getitem__)
    analysis = {
        "filter": {
            "one": {"type": "synonym", "synonyms_path": "s.txt"},
            "two": {"type": "synonym_graph", "synonyms_set": "set", "updateable": True},
            "three": {"type": "multiplexer", "filters": ["two, uppercase"]},
        },
        "analyzer": {name: {"tokenizer": "standard", "filter": [name]} for name in ("one", "two", "three")},
    }
    registry = AnalysisRegistry.from_settings(analysis, resources=resources)
    assert [token.term for token in registry.analyzer("one").terms("a b")] == ["file", "b"]
    assert [token.term for token in registry.analyzer("two").terms("a b")] == ["a", "set"]
    assert [token.term for token in registry.analyzer("three").terms("b")] == ["b", "SET"]
    assert registry.updateable_analyzers() == ["three", "two"]
    with pytest.raises(ResourceNotFoundError, match="synonyms set \\[set\\] not found"):
        AnalysisRegistry.from_settings(analysis, resources=AnalysisResources(tmp_path))
    assert AnalysisRegistry.from_settings(analysis, resources=AnalysisResources.unread()).has_analyzer("one")


def test_flatten_graph(chain):
    """Side paths share the positions of the longest one."""
    flat = chain("standard", [synonyms("dns, domain name service"), "flatten_graph"])
    assert tokens(flat, "dns is") == [("domain", 0, 1), ("dns", 0, 3), ("name", 1, 1), ("service", 2, 1), ("is", 3, 1)]
    both = chain("standard", [synonyms("a b, c d"), "flatten_graph"])
    assert tokens(both, "a b x") == [("c", 0, 1), ("a", 0, 1), ("d", 1, 1), ("b", 1, 1), ("x", 2, 1)]
    assert tokens(both, "") == []


@pytest.mark.parametrize(
    ("parameters", "text", "expected"),
    [
        ({}, "Wi-Fi", [("Wi", 0, 1), ("Fi", 1, 1)]),
        ({}, "SD500 x", [("SD", 0, 1), ("500", 1, 1), ("x", 2, 1)]),
        ({}, "O'Neil's", [("O", 0, 1), ("Neil", 1, 1)]),
        ({"stem_english_possessive": False}, "Neil's", [("Neil", 0, 1), ("s", 1, 1)]),
        ({"catenate_all": True}, "wi-fi-4", [("wifi4", 0, 3), ("wi", 0, 1), ("fi", 1, 1), ("4", 2, 1)]),
        ({"catenate_words": True}, "wi-fi-4", [("wifi", 0, 2), ("wi", 0, 1), ("fi", 1, 1), ("4", 2, 1)]),
        ({"catenate_numbers": True}, "1-2-a", [("12", 0, 2), ("1", 0, 1), ("2", 1, 1), ("a", 2, 1)]),
        ({"preserve_original": True}, "a-b c", [("a-b", 0, 2), ("a", 0, 1), ("b", 1, 1), ("c", 2, 1)]),
        ({"generate_word_parts": False}, "a-1", [("1", 0, 1)]),
        ({"generate_number_parts": False}, "a-1", [("a", 0, 1)]),
        ({"split_on_case_change": False, "split_on_numerics": False}, "aB1-x", [("aB1", 0, 1), ("x", 1, 1)]),
        ({"protected_words": ["a-b"]}, "a-b c-d", [("a-b", 0, 1), ("c", 1, 1), ("d", 2, 1)]),
        ({"type_table": ["- => ALPHA", "\\u0024 => DIGIT"]}, "a-b $5", [("a-b", 0, 1), ("$5", 1, 1)]),
        ({}, "-- a", [("a", 1, 1)]),
    ],
)
def test_word_delimiter_graph(chain, parameters, text, expected):
    """Every parameter."""
    assert tokens(chain("whitespace", [{"type": "word_delimiter_graph", **parameters}]), text) == expected


def test_word_delimiter_graph_offsets_and_keywords(chain):
    """Offsets of parts, or of the whole; keywords stay whole if asked."""
    graph = {"type": "word_delimiter_graph"}
    assert [(t.start, t.end) for t in chain("whitespace", [graph]).terms("x a-b")] == [(0, 1), (2, 3), (4, 5)]
    whole = chain("whitespace", [{**graph, "adjust_offsets": False}]).terms("a-b")
    assert [(token.start, token.end) for token in whole] == [(0, 3), (0, 3)]
    kept = chain("whitespace", [{"type": "keyword_marker", "keywords": ["a-b"]}, {**graph, "ignore_keywords": True}])
    assert tokens(kept, "a-b c-d") == [("a-b", 0, 1), ("c", 1, 1), ("d", 2, 1)]


def test_word_delimiter_is_flat(chain):
    """What is joined is one position long."""
    joined = chain("whitespace", [{"type": "word_delimiter", "catenate_all": True, "preserve_original": True}])
    assert tokens(joined, "wi-fi x") == [("wi-fi", 0, 1), ("wi", 0, 1), ("wifi", 0, 1), ("fi", 1, 1), ("x", 2, 1)]
    assert tokens(chain("whitespace", ["word_delimiter"]), "-- Foo's -- a") == [("Foo", 1, 1), ("a", 2, 1)]
