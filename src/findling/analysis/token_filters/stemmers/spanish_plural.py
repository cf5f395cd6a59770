"""Singulars of Spanish plurals.

Source: the rules of the article Plural (formación) of Wikilengua.
"""

from findling.analysis.token_filters.stemmers.endings import LATIN_ACCENTS

SHORTEST = 4
VOWELS = "aeiou"
INVARIABLE = frozenset(
    [
        "abrebotellas",
        "abrecartas",
        "abrelatas",
        "afueras",
        "albatros",
        "albricias",
        "aledaños",
        "alexis",
        "aries",
        "alicates",
        "analisis",
        "andurriales",
        "antitesis",
        "añicos",
        "apendicitis",
        "apocalipsis",
        "arcoiris",
        "bilis",
        "boletus",
        "boris",
        "brindis",
        "cactus",
        "canutas",
        "caries",
        "cascanueces",
        "cascarrabias",
        "ciempies",
        "cifosis",
        "cortaplumas",
        "corpus",
        "cosmos",
        "cosquillas",
        "creces",
        "crisis",
        "cuatrocientas",
        "cuatrocientos",
        "cuelgacapas",
        "cuentacuentos",
        "cuentapasos",
        "cumpleaños",
        "doscientas",
        "doscientos",
        "dosis",
        "enseres",
        "entonces",
        "esponsales",
        "estatus",
        "exequias",
        "fauces",
        "forceps",
        "fotosintesis",
        "gafas",
        "gafotas",
        "gargaras",
        "gris",
        "honorarios",
        "ictus",
        "jueves",
        "lapsus",
        "lavacoches",
        "lavaplatos",
        "limpiabotas",
        "lunes",
        "maitines",
        "martes",
        "mondadientes",
        "novecientas",
        "novecientos",
        "nupcias",
        "ochocientas",
        "ochocientos",
        "pais",
        "paris",
        "parabrisas",
        "paracaidas",
        "parachoques",
        "paraguas",
        "pararrayos",
        "pisapapeles",
        "piscis",
        "portaaviones",
        "portamaletas",
        "portamantas",
        "quinientas",
        "quinientos",
        "quitamanchas",
        "recogepelotas",
        "rictus",
        "rompeolas",
        "sacacorchos",
        "sacapuntas",
        "saltamontes",
        "salvavidas",
        "seis",
        "seiscientas",
        "seiscientos",
        "setecientas",
        "setecientos",
        "sintesis",
        "tenis",
        "tifus",
        "trabalenguas",
        "vacaciones",
        "venus",
        "versus",
        "viacrucis",
        "virus",
        "viveres",
        "volandas",
    ]
)
IRREGULAR = frozenset(
    [
        "yoes",
        "noes",
        "sies",
        "clubes",
        "faralaes",
        "albalaes",
        "itemes",
        "albumes",
        "sandwiches",
        "relojes",
        "bojes",
        "contrarreloj",
        "carcajes",
    ]
)


def stem(word: str) -> str:
    """Returns the word without accents and in the singular."""
    if len(word) < SHORTEST:
        return word
    word = word.translate(LATIN_ACCENTS)
    if word.lower() in INVARIABLE:
        return word
    if word.lower() in IRREGULAR:
        return word[:-2]
    return _singular(word) if word[-1] == "s" else word


def _singular(word: str) -> str:
    """Returns a word that ends in s in the singular."""
    fourth, third, second = word[-4], word[-3], word[-2]
    if second not in VOWELS or fourth == "q" or (fourth == "g" and third == "u" and second in "ie"):
        return word[:-1]
    if second == "e" and _takes_es(fourth, third):
        return word[:-2]
    if second == "i" and (third in VOWELS or third == "d"):
        return f"{word[:-2]}y"
    return f"{word[:-3]}z" if third == "c" and second == "e" else word[:-1]


def _takes_es(fourth: str, third: str) -> bool:
    """Tells whether the plural is -es, by the two characters before it."""
    return (fourth in VOWELS and third in "rdlnx") or third in "yus" or (fourth in "ulrtn" and third == "i")
