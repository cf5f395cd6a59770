"""Token filters, one by one."""

import pytest

from findling.base.errors import IllegalArgumentError


def positions(analyzer, text):
    """Returns (term, position, position length) of each token."""
    return [(token.term, token.position, token.length) for token in analyzer.terms(text)]


@pytest.mark.parametrize(
    ("token_filter", "text", "expected"),
    [
        ("lowercase", "THE Quick İZ ΣΑΣ ǅ", "the quick iz σασ ǆ"),
        ({"type": "lowercase", "language": "greek"}, "ΆΣ Ϊώς", "ασ ιωσ"),
        ({"type": "lowercase", "language": "turkish"}, "IĞDIR İzmir", "ığdır izmir"),
        ({"type": "lowercase", "language": "irish"}, "nAthair tUisce", "n-athair t-uisce"),
        ("uppercase", "straße ǆ ﬁ", "STRAßE Ǆ ﬁ"),
        ("asciifolding", "açaí Œuvre à Ａ", "acai OEuvre a A"),
        ("porter_stem", "running foxes fs", "run fox fs"),
        ("reverse", "quick 日本", "kciuq 本日"),
        ("apostrophe", "Istanbul'a veya İstanbul’dan", "Istanbul veya İstanbul"),
        ("decimal_digit", "१-one ٣ 𝟘", "1-one 3 0"),
        ("cjk_width", "ｼｰｻｲﾄﾞﾗｲﾅｰ ＡＢ", "シーサイドライナー AB"),
        ("trim", "a b", "a b"),
        ({"type": "truncate", "length": 3}, "abcdef ab 😀😀", "abc ab 😀\ufffd"),
        ("truncate", "abcdefghijklm", "abcdefghij"),
        ({"type": "length", "min": 2, "max": 4}, "a ab abcde 😀 😀😀", "ab 😀 😀😀"),
        ({"type": "keep", "keep_words": ["A", "b"], "keep_words_case": "true"}, "A a B c", "A a B"),
        ({"type": "keep", "keep_words": ["a"]}, "A a", "a"),
        ("stop", "a quick the The", "quick The"),
        ({"type": "stop", "stopwords": "_german_,the"}, "und die the Katze", "Katze"),
        ({"type": "stop", "stopwords": ["THE"], "ignore_case": True}, "the The a", "a"),
        ({"type": "stop", "stopwords": "_none_"}, "the", "the"),
        ({"type": "stop", "remove_trailing": False}, "a quick the", "quick the"),
        ("elision", "j'examine L’été x'y", "examine été x'y"),
        ({"type": "elision", "articles": "l, d", "articles_case": True}, "D'eau m'a", "eau m'a"),
        (
            {"type": "pattern_replace", "pattern": "(dog)", "replacement": "watch$1"},
            "foxes dogdog",
            "foxes watchdogwatchdog",
        ),
        ({"type": "pattern_replace", "pattern": "o", "all": False}, "foo", "fo"),
        ("snowball", "running foxes", "run fox"),
        ({"type": "snowball", "language": "German"}, "häuser", "haus"),
        ({"type": "stemmer", "name": "possessive_english"}, "dog’s cat's bus'", "dog cat bus'"),
        ({"type": "stemmer", "language": "porter2"}, "fairly", "fair"),
        ({"type": "stemmer", "language": "french"}, "l'avions continuelles", "l'avion continuel"),
        ("keyword_repeat", "a", "a a"),
        ({"type": "edge_ngram", "min_gram": 2, "max_gram": 3, "side": "back"}, "quick", "ck ick"),
        ("edge_ngram", "ab cd", "a c"),
        ({"type": "edge_ngram"}, "ab cd", "a ab c cd"),
        ({"type": "ngram", "preserve_original": True}, "abc", "a ab b bc c abc"),
        ({"type": "limit", "max_token_count": 2}, "a b c", "a b"),
        ("limit", "a b c", "a"),
        ("unique", "the quick the lazy the", "the quick lazy"),
        ("remove_duplicates", "a a b", "a a b"),
        ("fingerprint", "zebra jumps over resting resting dog", "dog jumps over resting zebra"),
        ({"type": "fingerprint", "separator": "+", "max_output_size": 3}, "b a", "a+b"),
        ({"type": "fingerprint", "max_output_size": 2}, "b a", ""),
        ({"type": "keep_types", "types": ["word"], "mode": "exclude"}, "a b", ""),
        ("classic", "I.B.M. cat's", "I.B.M. cat's"),
    ],
)
def test_terms(words, token_filter, text, expected):
    """What becomes of words."""
    assert " ".join(words(text, "whitespace", [token_filter])) == expected


def test_positions_of_removed_tokens(chain):
    """Gaps where tokens were removed, at the end of a text too."""
    analyzer = chain("standard", ["stop"])
    assert positions(analyzer, "the quick and the dead") == [("quick", 1, 1), ("dead", 4, 1)]
    assert analyzer.tokenize(["quick the", "the", "a b"]).end_positions.tolist() == [2, 1, 2]


def test_grams_share_a_position(chain):
    """Grams of a token stand at its position and have its offsets."""
    tokens = chain("standard", ["ngram"]).terms("ab c")
    assert [(token.term, token.position, token.start, token.end) for token in tokens] == [
        *(("a", 0, 0, 2), ("ab", 0, 0, 2), ("b", 0, 0, 2), ("c", 1, 3, 4))
    ]


def test_unique_moves_tokens_up(chain):
    """`unique` forgets the positions of what it drops; with only_on_same_position it does not."""
    assert positions(chain("standard", ["unique"]), "a b a c") == [("a", 0, 1), ("b", 1, 1), ("c", 2, 1)]
    assert chain("standard", ["unique"]).tokenize(["a a", "b a", "b b b"]).end_positions.tolist() == [1, 2, 1]
    twice = chain("standard", ["keyword_repeat", {"type": "unique", "only_on_same_position": True}])
    assert positions(twice, "a b a") == [("a", 0, 1), ("b", 1, 1), ("a", 2, 1)]


def test_shingles(chain):
    """Pairs, longer ones, fillers for removed words."""
    pairs = positions(chain("whitespace", ["shingle"]), "quick brown fox")
    assert pairs == [("quick", 0, 1), ("quick brown", 0, 2), ("brown", 1, 1), ("brown fox", 1, 2), ("fox", 2, 1)]
    only = {"type": "shingle", "min_shingle_size": 2, "max_shingle_size": 3, "output_unigrams": False}
    assert positions(chain("whitespace", [only]), "a b c") == [("a b", 0, 1), ("a b c", 0, 2), ("b c", 1, 1)]
    filled = chain("whitespace", ["stop", {"type": "shingle", "filler_token": "+", "token_separator": ""}])
    assert [token.term for token in filled.terms("fox the dog a")] == ["fox", "fox+", "+dog", "dog", "dog+"]
    assert filled.terms("fox the")[-1].end == 7
    lonely = {**only, "output_unigrams_if_no_shingles": True}
    assert positions(chain("whitespace", [lonely]), "a") == [("a", 0, 1)]
    assert positions(chain("whitespace", [only]), "a") == []


def test_keywords_are_not_stemmed(words):
    """keyword_marker and stemmer_override protect words, keyword_repeat one copy of each."""
    marker = {"type": "keyword_marker", "keywords": ["running"]}
    assert words("running jumping", "standard", [marker, "porter_stem"]) == ["running", "jump"]
    assert words("Running", "standard", [{**marker, "ignore_case": "true"}, "porter_stem"]) == ["Running"]
    pattern = {"type": "keyword_marker", "keywords_pattern": "ru.*"}
    assert words("running jumping", "standard", [pattern, "snowball"]) == ["running", "jump"]
    override = {"type": "stemmer_override", "rules": ["running, runs => run!", "stemmer => stemmer"]}
    assert words("running runs stemmer", "standard", [override, "porter_stem"]) == ["run!", "run!", "stemmer"]
    repeat = ["keyword_repeat", "porter_stem", "remove_duplicates"]
    assert words("running fox", "standard", repeat) == ["running", "run", "fox"]
    truncate = {"type": "truncate", "length": 2}
    assert words("running jumping", "standard", [marker, truncate]) == ["running", "ju"]


def test_german_stem_is_that_of_caumanns(words):
    """Terms of Elasticsearch 9.1 and OpenSearch 3.8; `stemmer` with `german` is Snowball's."""
    text = "joiner bäuerinnen käse straße straßen schulische gegegangen tänzer müsst haus1"
    assert words(text, "whitespace", ["german_stem"]) == [
        "joi", "baueri", "kas", "strass", "strass", "schulisch", "gegang", "tanx", "muss", "haus1"
    ]  # fmt: skip
    assert words("joiner", "whitespace", [{"type": "stemmer", "language": "german"}]) == ["join"]


def test_asciifolding_keeps_the_original(chain):
    """At the same position, behind the folded term."""
    folding = {"type": "asciifolding", "preserve_original": True}
    assert positions(chain("standard", [folding]), "açaí a") == [("acai", 0, 1), ("açaí", 0, 1), ("a", 1, 1)]


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"type": "lowercase", "language": "klingon"}, "language [klingon] not support for lower case"),
        ({"type": "stemmer", "language": "klingon"}, "Invalid stemmer class specified: Klingon"),
        ({"type": "snowball", "language": "klingon"}, "Invalid stemmer class specified: Klingon"),
        ({"type": "truncate", "length": 0}, "length parameter must be a positive number: 0"),
        ({"type": "length", "min": 3, "max": 2}, "maximum length must not be less than minimum length"),
        ({"type": "length", "min": -1}, "minimum length must be greater than or equal to zero"),
        ({"type": "limit", "max_token_count": 0}, "maxTokenCount must be greater than zero"),
        ({"type": "keep"}, "keep requires either `keep_words` or `keep_words_path` to be configured"),
        ({"type": "keep_types"}, "keep_types requires `types` to be configured"),
        ({"type": "keep_types", "types": ["x"], "mode": "y"}, "tokenfilter mode can only be [include] or [exclude]"),
        ({"type": "elision"}, "elision filter requires [articles] or [articles_path] setting"),
        ({"type": "pattern_replace"}, "pattern is missing for [test] token filter of type 'pattern_replace'"),
        ({"type": "keyword_marker"}, "keyword filter requires either `keywords`, `keywords_path`"),
        ({"type": "keyword_marker", "keywords": ["a"], "keywords_pattern": "b"}, "cannot specify both"),
        ({"type": "stemmer_override"}, "stemmer override filter requires either `rules`"),
        ({"type": "stemmer_override", "rules": ["a, b"]}, "Invalid Keyword override Rule:a, b"),
        ({"type": "edge_ngram", "side": "top"}, "invalid side: top"),
        ({"type": "shingle", "max_shingle_size": 1}, "Max shingle size must be >= 2"),
        ({"type": "shingle", "min_shingle_size": 1}, "Min shingle size must be >= 2"),
        ({"type": "shingle", "min_shingle_size": 3}, "Min shingle size must be <= max shingle size"),
        ({"type": "shingle", "max_shingle_size": 20}, "In Shingle TokenFilter the difference between max_shingle_size"),
        ({"type": "trim_it"}, "Unknown filter type [trim_it] for [test]"),
        ({"type": "stop", "ignore_case": "yes"}, "Failed to parse value [yes] as only [true] or [false] are allowed."),
    ],
)
def test_refused(chain, definition, reason):
    """Elasticsearch's words for what cannot be."""
    with pytest.raises(IllegalArgumentError) as caught:
        chain("standard", [definition])
    assert reason in caught.value.reason
