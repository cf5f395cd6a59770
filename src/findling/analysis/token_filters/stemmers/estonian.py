"""Stemming of Estonian.

Source: L. Freienthal's algorithm of 2019, published with the Snowball project.
"""

VOWELS = frozenset("aeiouõäöü")
CASE_VOWELS = "aeiuo"
HARD = "kptgbdshfšzž"
SOFT = "cjlmnqrvwxaeiouõäöü"
LONG = ("aa", "ee", "ii", "oo", "uu", "ää", "öö", "üü", "õõ")
LONG_VERBS = (
    *(
        "nuksin",
        "nuksime",
        "nuksid",
        "nuksite",
        "ksin",
        "ksid",
        "ksime",
        "ksite",
        "mata",
        "takse",
        "dakse",
        "taks",
        "daks",
    ),
    *("akse", "sime", "site", "sin", "me", "da", "n", "b"),
)
AFTER_VOWEL = ("me", "da", "n", "b")
NOUNS = {
    **dict.fromkeys(("lasse", "last", "lane", "lasi"), "lase"),
    **dict.fromkeys(("misse", "mist", "mine", "misi"), "mise"),
    **dict.fromkeys(("lisse", "list", "line", "lisi"), "lise"),
}
CASES = ("sse", "st", "le", "lt", "ga", "ks", "ta", "t", "s", "l")
PLURALS = ("ikkude", "ikke", "ike", "sid", "te", "de", "d")
_VERBS = {
    "joo": "joon jood joob joote joome joovad jõin jõid jõi jõime jõite joomata juuakse joodakse juua jooma",
    "saa": "saan saad saab saate saame saavad saaksin saaksid saaks saaksite saaksime sain said sai saite saime "
    "saamata saadakse "
    "saadi saama saada",
    "viima": "viin viid viib viite viime viivad viiksin viiksid viiks viiksite viiksime viisin viisite viisime "
    "viimata viiakse "
    "viidi viima viia",
    "keesi": "keen keeb keed kees keeme keete keevad keeksin keeks keeksid keeksime keeksite keemata keema "
    "keeta keedakse",
    "löö": "löön lööd lööb lööme lööte löövad lööksin lööksid lööks lööksime lööksite löömata lüüakse löödakse "
    "löödi lööma lüüa",
    "lõi": "lõin lõid lõi lõime lõite",
    "loo": "loon lood loob loome loote loovad looksin looksid looks looksime looksite loomata luuakse loodi luua looma",
    "käisi": "käin käib käid käis käime käite käivad käiksin käiks käiksid käiksime käiksite käimata käiakse "
    "käidi käia käima",
    "söö": "söön sööb sööd sööme sööte söövad sööksin sööks sööksid sööksime sööksite sõin sõi sõid sõime sõite "
    "söömata süüakse "
    "söödakse söödi sööma süüa",
    "too": "toon tood toob toote toome toovad tooksin tooksid tooks tooksite tooksime tõin tõid tõi tõime tõite "
    "toomata tuuakse "
    "toodi tooma tuua",
    "võisi": "võin võid võib võime võis võite võivad võiksin võiksid võiks võiksime võiksite võimata võidakse "
    "võidi võida võima",
    "jääma": "jään jääd jääb jääme jääte jäävad jääksin jääksid jääks jääksime jääksite jäime jäite jäin jäid "
    "jäi jäämata "
    "jäädakse jääda jääma jäädi",
    "müüsi": "müün müüd müüb müüs müüme müüte müüvad müüksin müüksid müüks müüksime müüksite müümata müüakse "
    "müüdi müüa müüma",
    "luge": "loeb loen loed loeme loete loevad loeks loeksin loeksid loeksime loeksite",
    "põde": "põen põeb põed põeme põete põevad põeksin põeks põeksid põeksime põeksite",
    "ladu": "laon laob laod laome laote laovad laoksin laoks laoksid laoksime laoksite",
    "tegi": "teeksin teeks teeksid teeksime teeksite teen teeb teed teeme teete teevad tegemata tehakse tehti "
    "tegema teha",
    "nägi": "näen näeb näed näeme näete näevad näeksin näeks näeksid näeksime näeksite nägemata nähakse nähti "
    "näha nägema",
}
EXCEPTIONS = {form: stem for stem, forms in _VERBS.items() for form in forms.split()}


def stem(word: str) -> str:
    """Returns the word without emphasis and the endings of verbs or nouns."""
    if word in EXCEPTIONS:
        return EXCEPTIONS[word]
    region = _region(word)
    word = _without_emphasis(word, region)
    shorter = _without_verb(word, region)
    return _undoubled(_without_noun(word, region) if shorter is None else shorter)


def _region(word: str) -> int:
    """Returns where the part after the first consonant that follows a vowel starts."""
    at = next((i for i, character in enumerate(word) if character in VOWELS), len(word))
    at = next((i for i in range(at, len(word)) if word[i] not in VOWELS), len(word))
    return min(at + 1, len(word))


def _ending(word: str, region: int, endings: tuple[str, ...]) -> str | None:
    """Returns the longest of the endings that the word has after `region`."""
    found = [ending for ending in endings if word.endswith(ending) and len(word) - len(ending) >= region]
    return max(found, key=len, default=None)


def _without_emphasis(word: str, region: int) -> str:
    ending = _ending(word, region, ("gi", "ki"))
    if ending is None or len(word) - len(ending) < 4:
        return word
    rest = word[:-2]
    if ending == "gi":
        return rest if rest[-1] in SOFT and not rest.endswith(LONG) else word
    return rest if rest[-1] in HARD else word


def _without_verb(word: str, region: int) -> str | None:
    """Returns the word without the ending of a verb, None if it has none."""
    ending = _ending(word, region, LONG_VERBS)
    if ending is None:
        return None
    rest = word[: -len(ending)]
    if ending == "akse":
        return f"{rest}a"
    return rest if ending not in AFTER_VOWEL or rest.endswith(tuple(VOWELS)) else None


def _without_noun(word: str, region: int) -> str:
    ending = _ending(word, region, tuple(NOUNS))
    if ending is not None:
        word = word[: -len(ending)] + NOUNS[ending]
    for step in (_without_case, _without_plural, _without_degree, _without_i, _without_participle):
        word = step(word, region)
    return word


def _voiced(rest: str) -> bool:
    return rest.endswith(tuple(CASE_VOWELS)) or rest.endswith(LONG)


def _without_case(word: str, region: int) -> str:
    ending = _ending(word, region, CASES)
    if ending is None:
        return word
    return word[: -len(ending)] if _voiced(word[: -len(ending)]) else word


def _without_plural(word: str, region: int) -> str:
    ending = _ending(word, region, PLURALS)
    if ending is None:
        return word
    rest = word[: -len(ending)]
    if ending.startswith("ik"):
        return f"{rest}iku"
    if ending == "sid":
        return word if rest.endswith(LONG) else rest
    if ending != "te":
        return rest if _voiced(rest) else word
    if rest.endswith("t"):
        return word
    if len(rest) < 4:
        return f"{rest}t"
    return f"{rest}e" if rest.endswith(("mis", "las", "lis")) else rest


def _without_degree(word: str, region: int) -> str:
    ending = _ending(word, region, ("mai", "ma", "m"))
    if ending is None:
        return word
    rest = word[: -len(ending)]
    return rest if ending == "ma" or rest.endswith(tuple(CASE_VOWELS)) else word


def _without_i(word: str, region: int) -> str:
    ending = _ending(word, region, ("i",))
    return word[:-1] if ending and word[:-1].endswith(tuple(CASE_VOWELS)) else word


def _without_participle(word: str, region: int) -> str:
    return word[:-2] if _ending(word, region, ("nu", "tu", "du", "va")) else word


def _undoubled(word: str) -> str:
    """Returns the word with a doubled k, p or t before its last vowel made single."""
    if word[-1:] in VOWELS and word[-3:-1] in ("kk", "pp", "tt"):
        return word[:-2] + word[-1]
    return word
