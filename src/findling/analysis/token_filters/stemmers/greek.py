"""Stemming of Greek, after `lowercase` with `language: greek`.

Source: G. Ntais: Development of a stemmer for the Greek language.
"""

from collections.abc import Iterable

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

SHORTEST = 4
VOWELS = "αεηιουω"
VOWELS_WITHOUT_UPSILON = "αεηιοω"


class Rule:
    """Endings that are taken off, and stems after which a part of them is put back.

    endings: the first that the word has is taken off
    back: what is put back
    stems: after these stems; ends: after stems that end so; vowels: after stems that end with one of these
    unless: stems after which nothing is put back nevertheless
    inverted: back after all stems but these
    """

    def __init__(
        self,
        endings: Iterable[Ending],
        back: str = "",
        stems: str = "",
        ends: str = "",
        vowels: str = "",
        unless: str = "",
        inverted: bool = False,
    ) -> None:
        self.endings = tuple(endings)
        self.back = back
        self.stems = frozenset(stems.split())
        self.ends = (*ends.split(), *vowels)
        self.unless = tuple(unless.split())
        self.inverted = inverted

    def apply(self, word: str) -> str:
        """Returns the word without the ending."""
        stemmed = without_ending(word, self.endings)
        if stemmed == word or not self.back:
            return stemmed
        found = (stemmed in self.stems or stemmed.endswith(self.ends)) and not stemmed.endswith(self.unless or ("?",))
        return stemmed + self.back if found != self.inverted else stemmed


IRREGULAR = Rule(
    (
        Ending(9, "καθεστωτοσ καθεστωτων", keep=6),
        Ending(8, "γεγονοτοσ γεγονοτων", keep=5),
        Ending(8, "καθεστωτα", keep=6),
        Ending(7, "τατογιου τατογιων", keep=4),
        Ending(7, "γεγονοτα", keep=5),
        Ending(7, "καθεστωσ", keep=6),
        Ending(6, "σκαγιου", keep=3),
        Ending(0, "σκαγιων ολογιου ολογιων κρεατοσ κρεατων περατοσ περατων τερατοσ τερατων", keep=3),
        Ending(6, "τατογια", keep=4),
        Ending(6, "γεγονοσ", keep=5),
        Ending(5, "φαγιου φαγιων σογιου σογιων", keep=2),
        Ending(5, "σκαγια ολογια κρεατα περατα τερατα", keep=3),
        Ending(4, "φαγια σογια φωτοσ φωτων", keep=2),
        Ending(4, "κρεασ περασ τερασ", keep=3),
        Ending(3, "φωτα", keep=2),
        Ending(2, "φωσ", keep=2),
    )
)
PAST_NE_STEMS = (
    "βετερ βουλκ βραχμ γ δραδουμ θ καλπουζ καστελ κορμορ λαοπλ μωαμεθ μ μουσουλμ ν ουλ π πελεκ πλ πολισ πορτολ "
    "σαρακατσ σουλτ "
    "τσαρλατ ορφ τσιγγ τσοπ φωτοστεφ χ ψυχοπλ αγ γαλ γερ δεκ διπλ αμερικαν ουρ πιθ πουριτ σ ζωντ ικ καστ κοπ "
    "λιχ λουθηρ μαιντ "
    "μελ σιγ σπ στεγ τραγ τσαγ φ ερ αδαπ αθιγγ αμηχ ανικ ανοργ απηγ απιθ ατσιγγ βασ βασκ βαθυγαλ βιομηχ βραχυκ "
    "διατ διαφ ενοργ "
    "θυσ καπνοβιομηχ καταγαλ κλιβ κοιλαρφ λιβ μεγλοβιομηχ μικροβιομηχ νταβ ξηροκλιβ ολιγοδαμ ολογαλ πενταρφ "
    "περηφ περιτρ πλατ "
    "πολυδαπ πολυμηχ στεφ ταβ τετ υπερηφ υποκοπ χαμηλοδαπ ψηλοταβ"
)
RULES = (
    IRREGULAR,
    Rule((Ending(4, "αδεσ αδων"),), "αδ", ends="οκ μαμ μαν μπαμπ πατερ γιαγι νταντ κυρ θει πεθερ", inverted=True),
    Rule((Ending(4, "εδεσ εδων"),), "εδ", ends="οπ ιπ εμπ υπ γηπ δαπ κρασπ μιλ"),
    Rule((Ending(5, "ουδεσ ουδων"),), "ουδ", ends="αρκ καλιακ πεταλ λιχ πλεξ σκ σ φλ φρ βελ λουλ χν σπ τραγ φε"),
    Rule((Ending(3, "εωσ εων"),), "ε", stems="θ δ ελ γαλ ν π ιδ παρ"),
    Rule((Ending(2, "ια"), Ending(3, "ιου ιων")), "ι", vowels=VOWELS),
    Rule(
        (Ending(3, "ικα ικο"), Ending(4, "ικου ικων")),
        "ικ",
        stems="αλ αδ ενδ αμαν αμμοχαλ ηθ ανηθ αντιδ φυσ βρωμ γερ εξωδ καλπ καλλιν καταδ μουλ μπαν μπαγιατ μπολ "
        "μποσ νιτ ξικ "
        "συνομηλ πετσ πιτσ πικαντ πλιατσ ποστελν πρωτοδ σερτ συναδ τσαμ υποδ φιλον φυλοδ χασ",
        vowels=VOWELS,
    ),
    Rule((Ending(7, "ηθηκαμε"), Ending(6, "ουσαμε"), Ending(5, "αγαμε ησαμε ηκαμε"))),
    Rule((Ending(3, "αμε"),), "αμ", stems="αναπ αποθ αποκ αποστ βουβ ξεθ ουλ πεθ πικρ ποτ σιχ χ"),
    Rule(
        (
            Ending(8, "ιουντανε"),
            Ending(7, "ιοντανε"),
            Ending(0, "ουντανε ηθηκανε"),
            Ending(6, "ιοτανε"),
            Ending(0, "οντανε ουσανε"),
            Ending(5, "αγανε"),
            Ending(0, "ησανε οτανε ηκανε"),
        ),
        "αγαν",
        stems="τρ τσ",
    ),
    Rule((Ending(3, "ανε"),), "αν", stems=PAST_NE_STEMS, vowels=VOWELS_WITHOUT_UPSILON),
    Rule((Ending(5, "ησετε"),)),
    Rule(
        (Ending(3, "ετε"),),
        "ετ",
        stems="αβαρ βεν εναρ αβρ αδ αθ αν απλ βαρον ντρ σκ κοπ μπορ νιφ παγ παρακαλ σερπ σκελ συρφ τοκ υ δ εμ θαρρ θ",
        ends="οδ αιρ φορ ταθ διαθ σχ ενδ ευρ τιθ υπερθ ραθ ενθ ροθ σθ πυρ αιν συνδ συν συνθ χωρ πον βρ καθ ευθ "
        "εκθ νετ ρον αρκ "
        "βαρ βολ ωφελ",
        vowels=VOWELS_WITHOUT_UPSILON,
    ),
    Rule((Ending(5, "οντασ ωντασ"),)),
    Rule((Ending(6, "ομαστε"),), "ομαστ", stems="ον"),
    Rule((Ending(5, "ιεστε"),), "ιεστ", stems="π απ συμπ ασυμπ ακαταπ αμεταμφ"),
    Rule((Ending(4, "εστε"),), "εστ", stems="αλ αρ εκτελ ζ μ ξ παρακαλ προ νισ"),
    Rule((Ending(6, "ηθηκεσ"), Ending(5, "ηθηκα ηθηκε"))),
    Rule(
        (Ending(4, "ηκεσ"), Ending(3, "ηκα ηκε")),
        "ηκ",
        stems="διαθ θ παρακαταθ προσθ συνθ",
        ends="σκωλ σκουλ ναρθ σφ οθ πιθ",
    ),
    Rule(
        (Ending(5, "ουσεσ"), Ending(4, "ουσα ουσε")),
        "ουσ",
        stems="φαρμακ χαδ αγκ αναρρ βρομ εκλιπ λαμπιδ λεχ μ πατ ρ λ μεδ μεσαζ υποτειν αμ αιθ ανηκ δεσποζ "
        "ενδιαφερ δε δευτερευ "
        "καθαρευ πλε τσα",
        ends="ποδαρ βλεπ πανταχ φρυδ μαντιλ μαλλ κυματ λαχ ληγ φαγ ομ πρωτ",
        vowels=VOWELS,
    ),
    Rule(
        (Ending(4, "αγεσ"), Ending(3, "αγα αγε")),
        "αγ",
        stems="αβαστ πολυφ αδηφ παμφ ρ ασπ αφ αμαλ αμαλλι ανυστ απερ ασπαρ αχαρ δερβεν δροσοπ ξεφ νεοπ νομοτ "
        "ολοπ ομοτ προστ "
        "προσωποπ συμπ συντ τ υποτ χαρ αειπ αιμοστ ανυπ αποτ αρτιπ διατ εν επιτ κροκαλοπ σιδηροπ λ ναυ ουλαμ "
        "ουρ π τρ μ",
        ends="οφ πελ χορτ λλ σφ ρπ φρ πρ λοχ σμην",
        unless="ψοφ ναυλοχ κολλ",
    ),
    Rule((Ending(4, "ησου"), Ending(3, "ησε ησα")), "ησ", stems="ν χερσον δωδεκαν ερημον μεγαλον επταν"),
    Rule((Ending(4, "ηστε"),), "ηστ", stems="ασβ σβ αχρ χρ απλ αειμν δυσχρ ευχρ κοινοχρ παλιμψ"),
    Rule((Ending(6, "ησουνε ηθουνε"), Ending(4, "ουνε")), "ουν", stems="ν ρ σπι στραβομουτσ κακομουτσ εξων"),
    Rule((Ending(6, "ησουμε ηθουμε"), Ending(4, "ουμε")), "ουμ", stems="παρασουσ φ χ ωριοπλ αζ αλλοσουσ ασουσ"),
    Rule((Ending(5, "ματων ματοσ", keep=2), Ending(4, "ματα", keep=2))),
)
PARTICIPLES = Ending(5, "οντασ ωντασ")
LONG_LIST = (
    Ending(9, "ιοντουσαν"),
    Ending(8, "ιομασταν ιοσασταν ιουμαστε οντουσαν"),
    Ending(7, "ιεμαστε ιεσαστε ιομουνα ιοσαστε ιοσουνα ιουνται ιουνταν ηθηκατε ομασταν οσασταν ουμαστε"),
    Ending(6, "ιομουν ιονταν ιοσουν ηθειτε ηθηκαν ομουνα οσαστε οσουνα ουνται ουνταν ουσατε"),
    Ending(5, "αγατε ιεμαι ιεται ιεσαι ιοταν ιουμα ηθεισ ηθουν ηκατε ησατε ησουν ομουν ονται ονταν οσουν ουμαι ουσαν"),
    Ending(4, "αγαν αμαι ασαι αται ειτε εσαι εται ηδεσ ηδων ηθει ηκαν ησαν ησει ησεσ ομαι οταν"),
    Ending(3, "αει εισ ηθω ησω ουν ουσ"),
    Ending(2, "αν ασ αω ει εσ ησ οι οσ ου υσ ων"),
    Ending(1, "α ε η ι ο υ ω"),
)
DEGREES = (Ending(0, "εστερ εστατ"), Ending(0, "οτερ οτατ υτερ υτατ ωτερ ωτατ"))


def stem(word: str) -> str:
    """Returns the word without the endings of inflection and degree."""
    if len(word) < SHORTEST:
        return word
    stemmed = word
    for rule in RULES:
        if stemmed == "αγαμε" and rule.endings[0].suffixes == ("ηθηκαμε",):
            stemmed = "αγαμ"
            continue
        stemmed = _participle(stemmed) if rule.endings[0].suffixes == PARTICIPLES.suffixes else rule.apply(stemmed)
    if len(stemmed) == len(word):
        stemmed = without_ending(stemmed, LONG_LIST)
    return without_ending(stemmed, DEGREES)


def _participle(word: str) -> str:
    """Returns the word without the ending of the participle, which two nouns have too."""
    if not PARTICIPLES.ends(word):
        return word
    stemmed = word[:-5]
    if stemmed == "αρχ":
        return "αρχοντ"
    return f"{stemmed}ωντ" if stemmed.endswith("κρε") else stemmed
