"""Stemming of Brazilian Portuguese: a Snowball-like algorithm on words without accents.

Source: the Portuguese stemmer of the Snowball project in its first form, as Lucene adapted it.
"""

VOWELS = "aeiou"
ACCENTS = str.maketrans("áâãéêíóôõúüçñ", "aaaeeiooouucn")
MARKS = "-,;.?!'\""
LONGEST = 30
SHORTEST = 3
R2_ENDINGS = {
    **dict.fromkeys(("imentos", "amentos", "adores", "adoras", "idades", "acoes", "imento", "amento", "adora"), ""),
    **dict.fromkeys(
        ("ismos", "istas", "mente", "idade", "acao", "ezas", "icos", "icas", "ismo", "avel", "ivel", "ista"), ""
    ),
    **dict.fromkeys(("osos", "osas", "ador", "ivas", "ivos", "eza", "ico", "ica", "oso", "osa", "iva", "ivo"), ""),
    "uciones": "u",
    "logias": "logias",
    "encias": "ente",
    "logia": "log",
    "ucion": "u",
    "encia": "ente",
}
"""Endings within R2 and what takes their place."""
NOUN_ENDINGS = (
    *(
        "uciones",
        "imentos",
        "amentos",
        "adores",
        "adoras",
        "logias",
        "encias",
        "amente",
        "idades",
        "acoes",
        "imento",
        "amento",
    ),
    *(
        "adora",
        "ismos",
        "istas",
        "logia",
        "ucion",
        "encia",
        "mente",
        "idade",
        "acao",
        "ezas",
        "icos",
        "icas",
        "ismo",
        "avel",
    ),
    *(
        "ivel",
        "ista",
        "osos",
        "osas",
        "ador",
        "ivas",
        "ivos",
        "iras",
        "eza",
        "ico",
        "ica",
        "oso",
        "osa",
        "iva",
        "ivo",
        "ira",
    ),
)
VERB_ENDINGS = frozenset(
    [
        "issemos",
        "essemos",
        "assemos",
        "ariamos",
        "eriamos",
        "iriamos",
        "iremos",
        "eremos",
        "aremos",
        "avamos",
        "iramos",
        "eramos",
        "aramos",
        "asseis",
        "esseis",
        "isseis",
        "arieis",
        "erieis",
        "irieis",
        "irmos",
        "iamos",
        "armos",
        "ermos",
        "areis",
        "ereis",
        "ireis",
        "asses",
        "esses",
        "isses",
        "astes",
        "assem",
        "essem",
        "issem",
        "ardes",
        "erdes",
        "irdes",
        "ariam",
        "eriam",
        "iriam",
        "arias",
        "erias",
        "irias",
        "estes",
        "istes",
        "aveis",
        "aria",
        "eria",
        "iria",
        "asse",
        "esse",
        "isse",
        "aste",
        "este",
        "iste",
        "arei",
        "erei",
        "irei",
        "aram",
        "eram",
        "iram",
        "avam",
        "arem",
        "erem",
        "irem",
        "ando",
        "endo",
        "indo",
        "arao",
        "erao",
        "irao",
        "adas",
        "idas",
        "aras",
        "eras",
        "iras",
        "avas",
        "ares",
        "eres",
        "ires",
        "ados",
        "idos",
        "amos",
        "emos",
        "imos",
        "ieis",
        "ada",
        "ida",
        "ara",
        "era",
        "ira",
        "iam",
        "ado",
        "ido",
        "ias",
        "ais",
        "eis",
        "ear",
        "ia",
        "ei",
        "am",
        "em",
        "ar",
        "er",
        "ir",
        "as",
        "es",
        "is",
        "eu",
        "iu",
        "ou",
    ]
)
LONGEST_VERB_ENDING = 7


def stem(word: str) -> str:
    """Returns the word without accents and endings; very short and very long words are left alone."""
    term = _plain(word)
    if not SHORTEST <= len(term) < LONGEST:
        return word
    if not all(character.isalpha() and ord(character) < 0x10000 for character in term):
        return term
    r1 = _region(term)
    r2, rv = _region(r1), _verb_region(term)
    stemmed, altered = _without_noun_ending(term, r1, r2, rv)
    if not altered:
        stemmed, altered = _without_verb_ending(stemmed, rv)
    return _without_e(_after_verb(stemmed, rv) if altered else _without_residue(stemmed, rv), rv)


def _plain(word: str) -> str:
    """Returns the word in lower case without accents and without one mark at either end."""
    term = word.lower().translate(ACCENTS)
    if len(term) >= 2 and term[0] in MARKS:
        term = term[1:]
    return term[:-1] if len(term) >= 2 and term[-1] in MARKS else term


def _region(text: str) -> str:
    """Returns what follows the first consonant after a vowel; the last character does not count."""
    last = len(text) - 1
    at = next((i for i in range(max(last, 0)) if text[i] in VOWELS), last)
    at = next((i for i in range(at, last) if text[i] not in VOWELS), last)
    return text[at + 1 :] if at < last else ""


def _verb_region(text: str) -> str:
    last = len(text) - 1
    if text[1] not in VOWELS:
        at = next((i for i in range(2, last) if text[i] in VOWELS), last)
        if at < last:
            return text[at + 1 :]
    if text[0] in VOWELS and text[1] in VOWELS:
        at = next((i for i in range(2, last) if text[i] not in VOWELS), last)
        if at < last:
            return text[at + 1 :]
    return text[3:]


def _without_noun_ending(term: str, r1: str, r2: str, rv: str) -> tuple[str, bool]:
    for ending in NOUN_ENDINGS:
        if not term.endswith(ending):
            continue
        stemmed = term[: -len(ending)]
        if ending in ("iras", "ira"):
            if rv.endswith(ending) and stemmed.endswith("e"):
                return f"{stemmed}ir", True
        elif ending == "amente":
            if r1.endswith(ending):
                return stemmed, True
        elif r2.endswith(ending):
            return stemmed + R2_ENDINGS[ending], True
    return term, False


def _without_verb_ending(term: str, rv: str) -> tuple[str, bool]:
    for size in range(LONGEST_VERB_ENDING, 1, -1):
        if len(rv) >= size and rv[-size:] in VERB_ENDINGS:
            return (term if rv[-size:] == "ira" else term[:-size]), True
    return term, False


def _after_verb(term: str, rv: str) -> str:
    return term.removesuffix("i") if rv.endswith("ci") else term


def _without_residue(term: str, rv: str) -> str:
    for ending in ("os", "a", "i", "o"):
        if rv.endswith(ending):
            return term.removesuffix(ending)
    return term


def _without_e(term: str, rv: str) -> str:
    if not rv.endswith("e"):
        return term
    term = term.removesuffix("e")
    if rv.endswith("gue"):
        return term.removesuffix("u")
    return term.removesuffix("i") if rv.endswith("cie") else term
