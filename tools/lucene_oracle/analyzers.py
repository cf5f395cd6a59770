"""The cases of analyzers."""

from collections.abc import Iterator
from typing import Any

from .case import Case, Json
from .stemmers import SNOWBALL

LANGUAGES = {
    "arabic": "ar.ArabicAnalyzer",
    "armenian": "hy.ArmenianAnalyzer",
    "basque": "eu.BasqueAnalyzer",
    "bengali": "bn.BengaliAnalyzer",
    "brazilian": "br.BrazilianAnalyzer",
    "bulgarian": "bg.BulgarianAnalyzer",
    "catalan": "ca.CatalanAnalyzer",
    "cjk": "cjk.CJKAnalyzer",
    "czech": "cz.CzechAnalyzer",
    "danish": "da.DanishAnalyzer",
    "dutch": "nl.DutchAnalyzer",
    "english": "en.EnglishAnalyzer",
    "estonian": "et.EstonianAnalyzer",
    "finnish": "fi.FinnishAnalyzer",
    "french": "fr.FrenchAnalyzer",
    "galician": "gl.GalicianAnalyzer",
    "german": "de.GermanAnalyzer",
    "greek": "el.GreekAnalyzer",
    "hindi": "hi.HindiAnalyzer",
    "hungarian": "hu.HungarianAnalyzer",
    "indonesian": "id.IndonesianAnalyzer",
    "irish": "ga.IrishAnalyzer",
    "italian": "it.ItalianAnalyzer",
    "latvian": "lv.LatvianAnalyzer",
    "lithuanian": "lt.LithuanianAnalyzer",
    "norwegian": "no.NorwegianAnalyzer",
    "portuguese": "pt.PortugueseAnalyzer",
    "russian": "ru.RussianAnalyzer",
    "serbian": "sr.SerbianAnalyzer",
    "sorani": "ckb.SoraniAnalyzer",
    "spanish": "es.SpanishAnalyzer",
    "swedish": "sv.SwedishAnalyzer",
    "thai": "th.ThaiAnalyzer",
    "turkish": "tr.TurkishAnalyzer",
}
WITHOUT_EXCLUSION = {"cjk", "greek", "thai"}
STOP = ["the", "und", "in", "de", "и", "kitap", "و"]
EXCLUDED = ["books", "dogs", "kinder", "libri", "книги", "seres", "libros", "barna", "bøger"]
COMMON = {"filters": [{"name": "lowercase"}]}


def analyzer_cases() -> Iterator[Case]:
    """Yields the cases of all analyzers."""
    yield from _plain_cases()
    for language, name in LANGUAGES.items():
        yield _case(language, "", {}, {"class": name})
        yield _case(language, "stop", {"stopwords": STOP}, {"class": name, "stopwords": STOP})
        if language not in WITHOUT_EXCLUSION:
            both = {"stopwords": STOP, "stem_exclusion": EXCLUDED}
            yield _case(language, "exclusion", both, {"class": name, **both})
    yield _persian()
    yield _romanian()


def _case(name: str, variant: str, settings: dict[str, Any], chain: Json, departure: str | None = None) -> Case:
    analysis = {"analyzer": {"tested": {"type": name, **settings}}}
    return Case(f"analyzer/{name}", variant, analysis, chain, departure)


def _plain_cases() -> Iterator[Case]:
    yield _case("standard", "", {}, {"tokenizer": {"name": "standard"}, **COMMON})
    stop = {"stopwords": STOP, "max_token_length": 5}
    filters = [{"name": "lowercase"}, {"name": "stop", "args": {"words": "w"}, "resources": {"w": "\n".join(STOP)}}]
    short = {"tokenizer": {"name": "standard", "args": {"maxTokenLength": "5"}}, "filters": filters}
    yield _case("standard", "stop", stop, short)
    yield _case("simple", "", {}, {"class": "core.SimpleAnalyzer"})
    yield _case("whitespace", "", {}, {"class": "core.WhitespaceAnalyzer"})
    yield _case("stop", "", {}, {"tokenizer": {"name": "letter"}, "filters": [{"name": "lowercase"}, {"name": "stop"}]})
    yield _case("stop", "words", {"stopwords": STOP}, {"class": "core.StopAnalyzer", "stopwords": STOP})
    yield _case("keyword", "", {}, {"tokenizer": {"name": "keyword", "args": {"maxTokenLen": "100000"}}})
    splitting = {"name": "pattern", "args": {"pattern": "\\W+"}}
    english = [{"name": "lowercase"}, {"name": "stop"}]
    yield _case("chinese", "", {}, {"tokenizer": {"name": "standard"}, "filters": english})
    yield _case("pattern", "", {}, {"tokenizer": splitting, **COMMON})
    comma = {"name": "pattern", "args": {"pattern": ","}}
    yield _case("pattern", "comma", {"pattern": ",", "lowercase": False}, {"tokenizer": comma})
    finger = [{"name": name} for name in ("lowercase", "asciifolding")]
    last = {"name": "fingerprint", "args": {"separator": " ", "maxOutputTokenSize": "255"}}
    yield _case("fingerprint", "", {}, {"tokenizer": {"name": "standard"}, "filters": [*finger, last]})
    yield from _snowball_cases()


def _snowball_cases() -> Iterator[Case]:
    yield _case("snowball", "", {}, _snowball("English", [{"name": "englishpossessive"}], [{"name": "stop"}]))
    for language in SNOWBALL:
        if language in ("Danish", "Dutch", "Finnish", "French", "Norwegian", "Spanish", "Swedish", "Turkish"):
            lower = "turkishlowercase" if language == "Turkish" else "lowercase"
            stop = [_stop_from_jar(f"snowball/{language.lower()}_stop.txt")] if language in ("Dutch", "French") else []
            yield _case("snowball", language, {"language": language}, _snowball(language, [], stop, lower))


def _stop_from_jar(path: str) -> Json:
    return {"name": "stop", "args": {"words": "w"}, "from_jar": f"org/apache/lucene/analysis/{path}"}


def _snowball(language: str, before: list[Json], stop: list[Json], lower: str = "lowercase") -> Json:
    stem = {"name": "snowballporter", "args": {"language": language}}
    return {"tokenizer": {"name": "standard"}, "filters": [*before, {"name": lower}, *stop, stem]}


def _persian() -> Case:
    """Lucene 10's analyzer stems; the words come from the jar."""
    names = ("lowercase", "decimaldigit", "arabicnormalization", "persiannormalization")
    stop = _stop_from_jar("fa/stopwords.txt")
    filters = [*({"name": name} for name in names), stop, {"name": "persianstem"}]
    chain = {"char_filters": [{"name": "persian"}], "tokenizer": {"name": "standard"}, "filters": filters}
    return _case("persian", "", {}, chain)


def _romanian() -> Case:
    """Lucene 10's analyzer folds cedillas to commas; 9.9's stemmer and words want cedillas."""
    cedilla = {
        "name": "mapping",
        "args": {"mapping": "m"},
        "resources": {"m": '"ș" => "ş"\n"ț" => "ţ"\n"Ș" => "Ş"\n"Ț" => "Ţ"'},
    }
    stop = _stop_from_jar("ro/stopwords.txt")
    stem = {"name": "snowballporter", "args": {"language": "Romanian"}}
    filters = [{"name": "lowercase"}, stop, stem]
    chain = {"char_filters": [cedilla], "tokenizer": {"name": "standard"}, "filters": filters}
    return _case("romanian", "", {}, chain, "romanian_commas_folded")
