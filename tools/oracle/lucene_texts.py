"""Random texts for query_string, simple_query_string and multi_match, from a seed, and documents to look for them in.

Everything that the syntaxes have: operators, groups, boosts, fuzziness, slop, ranges, comparisons, patterns, regular
expressions, escapes, fields and patterns of fields, and what is no syntax at all.
"""

import random
from typing import Any, Final

Json = dict[str, Any]

CORPUS_SEED: Final = 11
DOCUMENTS: Final = 60
_COMMON: Final = (
    "quick brown fox foxes lazy dog dogs jump jumped bear bears brown-bear wi-fi power shot the a of and to river "
    "riverbank rivers stone stones tool tools tall tell toll new york ny fast speedy 5 10 2024 you your x1 x2"
)
WORDS: Final = tuple(_COMMON.split(" "))
KEYS: Final = ("alpha", "Beta", "gamma", "alpha beta", "al", "ALPHA", "delta-1")
MAPPINGS: Final[Json] = {
    "properties": {
        "title": {"type": "text", "fields": {"raw": {"type": "text", "analyzer": "whitespace"}}},
        "body": {"type": "text", "analyzer": "stopping"},
        "syn": {"type": "text", "analyzer": "standard", "search_analyzer": "synonyms"},
        "k": {"type": "keyword"},
        "low": {"type": "keyword", "normalizer": "lower"},
        "n": {"type": "long"},
        "p": {"type": "double"},
        "d": {"type": "date"},
        "ip": {"type": "ip"},
        "b": {"type": "boolean"},
    }
}
SETTINGS: Final[Json] = {
    "number_of_shards": 1,
    "analysis": {
        "normalizer": {"lower": {"type": "custom", "filter": ["lowercase"]}},
        "filter": {
            "syn": {"type": "synonym_graph", "synonyms": ["ny, new york", "fast, speedy, quick"]},
            "stops": {"type": "stop", "stopwords": ["the", "a", "of", "and", "to"]},
        },
        "analyzer": {
            "stopping": {"tokenizer": "standard", "filter": ["lowercase", "stops"]},
            "synonyms": {"tokenizer": "standard", "filter": ["lowercase", "syn"]},
        },
    },
}
_TEXTS: Final = ("title", "body", "syn", "title.raw")
_FIELDS: Final = (*_TEXTS, "k", "low", "n", "p", "d", "ip", "b")


def corpus() -> Json:
    """Returns settings, mappings and documents by id."""
    rng = random.Random(CORPUS_SEED)
    documents = {str(number): _document(rng) for number in range(DOCUMENTS)}
    return {"settings": SETTINGS, "mappings": MAPPINGS, "documents": documents}


def _document(rng: random.Random) -> Json:
    def text(longest: int) -> str:
        return " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, longest)))

    document: Json = {
        "title": text(6),
        "body": text(14),
        "syn": text(8),
        "k": rng.choice(KEYS),
        "low": rng.choice(KEYS),
    }
    document |= {"n": rng.randint(0, 20), "p": rng.randint(0, 40) / 4, "b": rng.random() < 0.5}
    document |= {"d": f"2024-{rng.randint(1, 3):02}-{rng.randint(1, 28):02}", "ip": f"10.0.0.{rng.randint(1, 9)}"}
    for name in rng.sample(sorted(document), rng.randint(0, 3)):
        del document[name]
    return document


class Texts:
    """Draws texts and the bodies of searches for them."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def body(self) -> Json:
        """Returns the body of a search."""
        rng = self._rng
        kind = rng.choices(("query_string", "simple_query_string", "multi_match"), (7, 2, 2))[0]
        query = getattr(self, f"_{kind}")()
        body = {kind: query}
        if rng.random() < 0.1:
            body = {"bool": {rng.choice(("must", "should", "must_not")): [body, {"match": {"title": "fox"}}]}}
        return {"query": body, "size": DOCUMENTS, "_source": False}

    def _some(self, options: Json, share: float = 0.12) -> Json:
        """Returns some of the options; a tuple is one of its members."""
        rng = self._rng
        chosen = {name: values for name, values in options.items() if rng.random() < share}
        return {name: rng.choice(values) if isinstance(values, tuple) else values for name, values in chosen.items()}

    def _fields(self, among: tuple[str, ...] = _FIELDS) -> Json:
        rng = self._rng
        draw = rng.random()
        if draw < 0.25:
            return {"default_field": rng.choice((*among, *_TEXTS, "*", "t*"))} if among is _FIELDS else {}
        if draw < 0.8:
            names = rng.sample((*_TEXTS, *_TEXTS, *among), rng.randint(1, 4))
            boosted = [name + rng.choice(("", "", "", "^2", "^0.5")) for name in names]
            return {"fields": boosted if rng.random() < 0.95 else [*boosted, "t*", "zz"]}
        return {}

    def _query_string(self) -> Json:
        options: Json = {
            "default_operator": ("and", "or", "AND"),
            "tie_breaker": (0.0, 0.3, 1.0),
            "minimum_should_match": (1, 2, "50%", "-1", "2<75%", "100%"),
            "type": ("best_fields", "most_fields", "cross_fields", "phrase", "phrase_prefix", "bool_prefix"),
            "analyze_wildcard": (True, False),
            "lenient": (True, True, False),
            "quote_field_suffix": (".raw", ".none"),
            "phrase_slop": (1, 3),
            "auto_generate_synonyms_phrase_query": (False, True),
            "escape": True,
            "time_zone": ("+01:00", "Europe/Berlin"),
            "rewrite": (
                "constant_score",
                "scoring_boolean",
                "top_terms_2",
                "top_terms_boost_3",
                "constant_score_boolean",
            ),
            "allow_leading_wildcard": (False, True),
            "fuzziness": (0, 1, 2, "AUTO", "AUTO:2,4"),
            "fuzzy_prefix_length": (1, 2),
            "fuzzy_max_expansions": (1, 5),
            "fuzzy_transpositions": False,
            "fuzzy_rewrite": "constant_score",
            "analyzer": ("whitespace", "standard", "stopping", "keyword"),
            "quote_analyzer": ("whitespace", "standard"),
            "boost": (2, 0.5),
            "enable_position_increments": (True, False),
        }
        fields = self._fields()
        if not fields or any(name in str(fields) for name in ("'n", "'p", "'d", "'ip", "'b", "*")):
            # most texts are no numbers: errors alone would say little
            options["lenient"] = (True,)
            lenient = {"lenient": True} if self._rng.random() < 0.7 else {}
        else:
            lenient = {}
        return {"query": self.text(), **fields, **lenient, **self._some(options)}

    def _simple_query_string(self) -> Json:
        options: Json = {
            "default_operator": ("and", "or"),
            "minimum_should_match": (1, 2, "50%", "-1", "2<75%"),
            "analyze_wildcard": (True, False),
            "lenient": (True, False),
            "quote_field_suffix": ".raw",
            "auto_generate_synonyms_phrase_query": (False, True),
            "flags": ("ALL", "NONE", "OR|AND|PREFIX", "PHRASE|SLOP|NOT", "FUZZY|WHITESPACE|NEAR|ESCAPE|PRECEDENCE"),
            "fuzzy_prefix_length": (1, 2),
            "fuzzy_max_expansions": (1, 5),
            "fuzzy_transpositions": False,
            "analyzer": ("whitespace", "standard", "stopping"),
            "boost": (2, 0.5),
        }
        fields = {name: value for name, value in self._fields().items() if name == "fields"}
        lenient = {"lenient": True} if self._rng.random() < 0.5 else {}
        return {"query": self._simple_text(), **fields, **lenient, **self._some(options)}

    def _multi_match(self) -> Json:
        options: Json = {
            "operator": ("and", "or"),
            "tie_breaker": (0.0, 0.3, 1.0),
            "minimum_should_match": (1, 2, "50%", "-1", "2<75%", "100%"),
            "type": ("best_fields", "most_fields", "cross_fields", "phrase", "phrase_prefix", "bool_prefix"),
            "lenient": (True, False),
            "slop": (1, 3),
            "auto_generate_synonyms_phrase_query": (False, True),
            "zero_terms_query": ("all", "none"),
            "fuzziness": (0, 1, 2, "AUTO"),
            "prefix_length": (1, 2),
            "max_expansions": (1, 5),
            "fuzzy_transpositions": False,
            "fuzzy_rewrite": ("constant_score", "top_terms_2"),
            "analyzer": ("whitespace", "standard", "stopping", "keyword"),
            "boost": (2, 0.5),
        }
        fields = {name: value for name, value in self._fields().items() if name == "fields"}
        lenient = {"lenient": True} if self._rng.random() < 0.5 else {}
        words = " ".join(self._rng.choice(WORDS) for _ in range(self._rng.randint(1, 4)))
        return {"query": words, **fields, **lenient, **self._some(options, 0.2)}

    def text(self, depth: int = 0) -> str:
        """Returns a text in Lucene's syntax, or almost."""
        rng = self._rng
        parts: list[str] = []
        for place in range(rng.choices((1, 2, 3, 4, 5), (4, 6, 5, 3, 1))[0]):
            if place and rng.random() < 0.35:
                parts.append(rng.choice(("AND", "OR", "AND", "OR", "&&", "||", "NOT", "AND NOT", "OR NOT")))
            parts.append(self._clause(depth))
        text = " ".join(parts)
        if rng.random() < 0.02:
            place = rng.randrange(len(text) + 1)
            text = text[:place] + rng.choice('()[]{}"~^:\\/*?+-!&|<>= ') + text[place:]
        return text

    def _clause(self, depth: int) -> str:
        rng = self._rng
        sign = rng.choices(("", "+", "-", "!", "NOT "), (14, 2, 2, 1, 1))[0]
        field = self._field() if rng.random() < 0.3 else ""
        if depth < 2 and rng.random() < 0.15:
            inner = f"({self.text(depth + 1)})"
        elif field and rng.random() < 0.6:
            inner = self._value(field)
        else:
            inner = self._term()
        boost = rng.choice(("^2", "^0.5", "^3.25")) if rng.random() < 0.12 else ""
        return f"{sign}{field}{':' if field else ''}{inner}{boost}"

    def _field(self) -> str:
        return self._rng.choice((*_FIELDS, *_TEXTS, "title", "zz", "t*", "*", "title.\\*", "_exists_"))

    def _value(self, field: str) -> str:
        """Returns what may well stand in a field."""
        rng = self._rng
        values: dict[str, tuple[str, ...]] = {
            "n": ("5", "[3 TO 8]", "{3 TO 8}", "[* TO 9]", ">10", ">=10", "<5", "<=5", "[10 TO *}", "x"),
            "p": ("2.5", "[1 TO 2.5}", ">3.25", "<=7", "1e0"),
            "d": (
                "2024-01-05",
                "[2024-01-01 TO 2024-02-01]",
                "{* TO 2024-02-10}",
                ">2024-02-01",
                "2024-02",
                '"2024-01-05"',
            ),
            "ip": ("10.0.0.3", "[10.0.0.1 TO 10.0.0.5]", '"10.0.0.0/29"', "10.0.0.0\\/30", ">10.0.0.4"),
            "b": ("true", "false", "T", "[false TO true]"),
            "k": ("alpha", "Beta", '"alpha beta"', "al*", "/al.*/", "alpah~", "[a TO c]", "alpha beta", "*l*a"),
            "low": ("ALPHA", "alpha", "AL*", "/al.*/", "ALPAH~1", "[A TO C]"),
            "_exists_": ("title", "n", "zz", "t*"),
        }
        found = values.get(field)
        return self._term() if found is None else rng.choice(found)

    def _term(self) -> str:
        rng = self._rng
        word = rng.choice(WORDS)
        draw = rng.random()
        if draw < 0.45:
            return word
        if draw < 0.57:
            words = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 3)))
            return f'"{words}"' + rng.choice(("", "", "~1", "~3", "~"))
        if draw < 0.66:
            return word + rng.choice(("~", "~1", "~2", "~0", "~1", "~AUTO", "~0.5", "~3"))
        if draw < 0.74:
            return word[: rng.randint(1, len(word))] + "*"
        if draw < 0.81:
            place = rng.randrange(len(word))
            return word[:place] + rng.choice("*?") + word[place + 1 :] + rng.choice(("", "", "*", "?"))
        if draw < 0.86:
            return rng.choice(("/fo.*/", "/[bt]o+l?s?/", "/FOX/", "/.*er/", "/d?g|b.ar/", "/x<1-2>/", "/to{1,2}ls?/"))
        if draw < 0.91:
            return rng.choice(("[a TO f]", "{bear TO fox]", "[* TO dog}", "[fox TO *]", '["a" TO "c"]', "[* TO *]"))
        if draw < 0.94:
            return rng.choice((">fox", ">=fox", "<dog", "<=dog", "=fox"))
        if draw < 0.97:
            return rng.choice(
                ("*", "?", "**", "*o*", "FOX", "Brown", "fox\\*", "wi\\-fi", "\\(fox\\)", "f\\u006fx", "a\\ b")
            )
        return rng.choice(
            ("fox-", "-", "&", "|", "fox&&dog", "fox/dog/", "the", "\\", "fox^2~1", "fox~1^2", "()", "AND", "TO")
        )

    def _simple_text(self) -> str:
        rng = self._rng
        parts: list[str] = []
        for place in range(rng.randint(1, 5)):
            if place and rng.random() < 0.4:
                parts.append(rng.choice(("+", "|", "-", "+ -", "|-")))
            word = rng.choice(WORDS)
            draw = rng.random()
            if draw < 0.5:
                parts.append(word)
            elif draw < 0.62:
                parts.append(f'"{word} {rng.choice(WORDS)}"' + rng.choice(("", "~1", "~2")))
            elif draw < 0.74:
                parts.append(word + rng.choice(("~", "~1", "~2", "~3")))
            elif draw < 0.86:
                parts.append(word[: rng.randint(1, len(word))] + "*")
            elif draw < 0.95:
                parts.append(f"({word} {rng.choice('+|-')} {rng.choice(WORDS)})" + rng.choice(("", "~1")))
            else:
                parts.append(rng.choice(("(", ")", '"', "*", "~2", "fo\\*", "-", "+", "")))
        return rng.choice((" ", " ", " ", "")).join(parts)
