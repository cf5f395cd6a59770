"""Bengali: letters that sound alike made alike.

Source: N. UzZaman, M. Khan: A double metaphone encoding for Bangla and its application in spelling checker.
"""

_HASANTA, _KA, _KHA, _I_SIGN = "\u09cd", "\u0995", "\u0996", "\u09bf"
_YA, _BA, _VISARGA, _E_SIGN, _AA_SIGN, _HA = "\u09af", "\u09ac", "\u0983", "\u09c7", "\u09be", "\u09b9"
_SAME = str.maketrans(
    "\u09c0\u09c2\u0999\u09b6\u09b7\u09a3\u09dc\u09dd\u09ce", "\u09bf\u09c1\u0982\u09b8\u09b8\u09a8\u09b0\u09b0\u09a4"
)
_CANDRABINDU = "\u0981"
SHORT = 3


class _Scan:
    """A word that is rewritten from left to right; `at` is the character looked at."""

    def __init__(self, word: str) -> None:
        self.letters = list(word)
        self.at = 0

    def before(self, distance: int) -> str:
        """Returns the character so many places before, "" if there is none."""
        return self.letters[self.at - distance] if self.at >= distance else ""

    def after(self, distance: int) -> str:
        """Returns the character so many places behind, "" if there is none."""
        where = self.at + distance
        return self.letters[where] if where < len(self.letters) else ""

    def cut(self, first: int, last: int) -> None:
        """Deletes the characters from `first` to `last`, places counted from the one looked at, which moves along."""
        del self.letters[self.at + first : self.at + last + 1]
        self.at -= -first + 1 if first <= 0 <= last else 0


def normalize(word: str) -> str:
    """Returns the word in its usual form."""
    scan = _Scan(word)
    while scan.at < len(scan.letters):
        letter = scan.letters[scan.at]
        if letter == _CANDRABINDU:
            scan.cut(0, 0)
        elif letter in _RULES:
            _RULES[letter](scan)
        else:
            scan.letters[scan.at] = letter.translate(_SAME)
        scan.at += 1
    return "".join(scan.letters)


def _ka(scan: _Scan) -> None:
    """Ka, hasanta and the sign of i are kha."""
    if scan.after(1) != _HASANTA or scan.after(2) != _I_SIGN:
        return
    if scan.at == 0:
        scan.letters[0] = _KHA
        scan.cut(1, 2)
    else:
        scan.letters[scan.at + 1] = _KHA
        scan.cut(2, 2)


def _ya(scan: _Scan) -> None:
    """A ya joined to a consonant is silent, after the first one it is e."""
    if scan.before(1) != _HASANTA:
        return
    if scan.at == 2:
        scan.letters[scan.at - 1] = _E_SIGN
        if scan.after(1) == _AA_SIGN:
            scan.cut(1, 1)
        scan.cut(0, 0)
    else:
        scan.cut(-1, 0)


def _ba(scan: _Scan) -> None:
    """A ba joined to a consonant is silent; it doubles a single consonant within the word."""
    if scan.before(1) != _HASANTA:
        return
    if scan.at == 2 or (scan.at >= 5 and scan.before(3) == _HASANTA):
        scan.cut(-1, 0)
    elif scan.at >= 2:
        scan.letters[scan.at - 1] = scan.before(2)
        scan.cut(0, 0)


def _visarga(scan: _Scan) -> None:
    """A visarga doubles what follows; at the end it is ha in short words and silent in others."""
    if scan.after(1):
        scan.letters[scan.at] = scan.after(1)
    elif len(scan.letters) <= SHORT:
        scan.letters[scan.at] = _HA
    else:
        scan.cut(0, 0)


_RULES = {_KA: _ka, _YA: _ya, _BA: _ba, _VISARGA: _visarga}
