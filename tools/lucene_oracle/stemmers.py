"""The cases of stemmers: of `stemmer` by name, of `snowball` by language, and of filters that are stemmers."""

from collections.abc import Iterator
from dataclasses import replace

from .case import LOWERCASE, STANDARD, Case, Json, Part, chain_case

FACTORIES: dict[str, tuple[str, Json]] = {
    "arabic": ("arabicstem", {}),
    "bengali": ("bengalistem", {}),
    "brazilian": ("brazilianstem", {}),
    "bulgarian": ("bulgarianstem", {}),
    "czech": ("czechstem", {}),
    "english": ("porterstem", {}),
    "light_english": ("kstem", {}),
    "minimal_english": ("englishminimalstem", {}),
    "porter": ("porterstem", {}),
    "possessive_english": ("englishpossessive", {}),
    "light_finnish": ("finnishlightstem", {}),
    "light_french": ("frenchlightstem", {}),
    "minimal_french": ("frenchminimalstem", {}),
    "galician": ("galicianstem", {}),
    "minimal_galician": ("galicianminimalstem", {}),
    "light_german": ("germanlightstem", {}),
    "minimal_german": ("germanminimalstem", {}),
    "greek": ("greekstem", {}),
    "hindi": ("hindistem", {}),
    "light_hungarian": ("hungarianlightstem", {}),
    "indonesian": ("indonesianstem", {}),
    "light_italian": ("italianlightstem", {}),
    "latvian": ("latvianstem", {}),
    "light_norwegian": ("norwegianlightstem", {}),
    "minimal_norwegian": ("norwegianminimalstem", {}),
    "light_nynorsk": ("norwegianlightstem", {"variant": "nn"}),
    "minimal_nynorsk": ("norwegianminimalstem", {"variant": "nn"}),
    "persian": ("persianstem", {}),
    "light_portuguese": ("portugueselightstem", {}),
    "minimal_portuguese": ("portugueseminimalstem", {}),
    "portuguese_rslp": ("portuguesestem", {}),
    "light_russian": ("russianlightstem", {}),
    "light_spanish": ("spanishlightstem", {}),
    "spanish_plural": ("spanishpluralstem", {}),
    "sorani": ("soranistem", {}),
    "light_swedish": ("swedishlightstem", {}),
}
SNOWBALL = [
    "Armenian",
    "Basque",
    "Catalan",
    "Danish",
    "Dutch",
    "Estonian",
    "Finnish",
    "French",
    "Hungarian",
    "Irish",
    "Italian",
    "Lithuanian",
    "Norwegian",
    "Portuguese",
    "Russian",
    "Serbian",
    "Spanish",
    "Swedish",
    "Turkish",
]
STEM_FILTERS = ["arabic", "brazilian", "czech", "dutch", "french", "german", "persian", "russian"]


def stemmer_factory(name: str) -> tuple[str, Json]:
    """Returns Lucene's factory and arguments for a name that the `stemmer` filter takes."""
    if name in FACTORIES:
        return FACTORIES[name]
    languages = {"german": "German2", "porter2": "English"}
    return "snowballporter", {"language": languages.get(name, name.capitalize())}


def stemmer_names() -> list[str]:
    """Returns the names that the `stemmer` filter takes, without other spellings of the same."""
    return [*FACTORIES, *(language.lower() for language in SNOWBALL), "german", "romanian", "porter2"]


def stemmer_cases() -> Iterator[Case]:
    """Yields the cases of all stemmers, each after `lowercase`."""
    for name in stemmer_names():
        yield _case("filter/stemmer", name, {"type": "stemmer", "language": name}, *stemmer_factory(name))
    for language in [*SNOWBALL, "Arabic", "English", "German", "Porter", "Romanian"]:
        lucene = {"language": "German2" if language == "German" else language}
        yield _case("filter/snowball", language, {"type": "snowball", "language": language}, "snowballporter", lucene)
    yield _case("filter/porter_stem", "", {"type": "porter_stem"}, "porterstem", {})
    yield _case("filter/kstem", "", {"type": "kstem"}, "kstem", {})
    for language in STEM_FILTERS:
        yield _case(f"filter/{language}_stem", "", {"type": f"{language}_stem"}, *_stem_filter(language))


def _stem_filter(language: str) -> tuple[str, Json]:
    """Returns the factory of `<language>_stem`: that of the stemmer of the same name, but for German."""
    return ("germanstem", {}) if language == "german" else stemmer_factory(language)


def _case(component: str, variant: str, settings: Json, lucene: str, args: Json) -> Case:
    case = chain_case(component, variant, STANDARD, [LOWERCASE, Part(settings, lucene, args)])
    if args.get("language") != "Romanian":
        return case
    cedilla = {
        "name": "mapping",
        "args": {"mapping": "m.txt"},
        "resources": {
            "m.txt": '"ș" => "ş"\n"ț" => "ţ"\n"ş" => "ș"\n"ţ" => "ț"\n"Ş" => "Ș"\n"Ș" => "Ş"\n"Ţ" => "Ț"\n"Ț" => "Ţ"'
        },
    }
    return replace(case, chain={**case.chain, "char_filters": [cedilla]}, departure="romanian_commas")
