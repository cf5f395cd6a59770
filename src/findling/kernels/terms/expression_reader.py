"""Reads regular expressions of few characters, for expression.py: which positions there are, and what may follow each.

Source: Glushkov, "The abstract theory of automata", 1961.
"""

import cython
from cython.cimports.findling.kernels.columns.sets import findling_ctz64

if not cython.compiled:

    class PartStruct:
        """The struct of expression_reader.pxd: positions that a part begins and ends with, whether it may be empty."""

    Part = PartStruct


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def bit(place: cython.int) -> cython.ulonglong:
    """Returns the number with one bit set."""
    return cython.cast(cython.ulonglong, 1) << place


@cython.cclass
class ExpressionReader:
    """An expression that has been read.

    codes: (n,) int32, its code points; operators are those of the flag ALL
    failed: it cannot be read here
    """

    def __init__(self, codes: cython.const[cython.int][::1], ignore_case: cython.bint) -> None:
        whole: Part
        self.codes = codes
        self.ignore_case = ignore_case
        self.at_start = True
        whole.first = whole.last = 0
        whole.nullable = True
        if codes.shape[0] > 0:
            whole = self.alternation()
            if self.at < codes.shape[0]:
                self.failed = True
        self.follow[63] = whole.first
        self.accepting = whole.last | (bit(63) if whole.nullable else 0)

    def literals(self) -> tuple[str, str]:
        """Returns what all matches begin with, and the longest text that all contain, as far as known."""
        if self.alternatives:
            return "", ""
        if self.n_text - self.run > self.best_end - self.best:
            self.best, self.best_end = self.run, self.n_text
        prefix = "".join([chr(self.text[i]) for i in range(self.n_prefix)])
        return prefix, "".join([chr(self.text[i]) for i in range(self.best, self.best_end)])

    @cython.cfunc
    @cython.exceptval(check=False)
    def fail(self) -> cython.void:
        self.failed = True
        self.at = self.codes.shape[0]

    @cython.cfunc
    @cython.exceptval(check=False)
    def sees(self, char: cython.int) -> cython.bint:
        """Returns whether a character comes next."""
        return self.at < self.codes.shape[0] and self.codes[self.at] == char

    @cython.cfunc
    @cython.exceptval(check=False)
    def take(self) -> cython.int:
        """Returns the next character and goes on; there has to be one."""
        if self.at >= self.codes.shape[0]:
            self.fail()
            return 0
        self.at += 1
        return self.codes[self.at - 1]

    @cython.cfunc
    @cython.exceptval(check=False)
    def alternation(self) -> Part:
        result: Part = self.concatenation()
        other: Part
        while self.sees(124):  # |
            self.at += 1
            self.alternatives = self.alternatives or self.depth == 0
            other = self.concatenation()
            result.first |= other.first
            result.last |= other.last
            result.nullable = result.nullable or other.nullable
        return result

    @cython.cfunc
    @cython.exceptval(check=False)
    def concatenation(self) -> Part:
        result: Part
        if self.sees(41) or self.sees(124):  # ) and |, which are characters here
            self.fail()
        result = self.repetition()
        while self.at < self.codes.shape[0] and not self.sees(41) and not self.sees(124):
            result = self.joined(result, self.repetition())
        return result

    @cython.cfunc
    @cython.exceptval(check=False)
    def repetition(self) -> Part:
        start: cython.Py_ssize_t = self.at
        result: Part = self.atom()
        char: cython.int = self.char
        repeated: cython.bint = False
        while self.sees(63) or self.sees(42) or self.sees(43) or self.sees(123):  # ? * + {
            if self.sees(123):
                if repeated:
                    self.fail()
                result = self.counted(result, start)
            else:
                if not self.sees(63):
                    self.loop(result)
                if not self.sees(43):
                    result.nullable = True
                self.at += 1
            repeated = True
        if self.depth == 0:
            self.note_literal(-1 if result.nullable else char, repeated)
        return result

    @cython.cfunc
    @cython.exceptval(check=False)
    def counted(self, inner: Part, start: cython.Py_ssize_t) -> Part:
        """Returns `inner`, which was read from `start`, as often as the numbers in braces that come next say."""
        result: Part = inner
        following: Part
        end: cython.Py_ssize_t
        i: cython.int
        low: cython.int
        high: cython.int
        self.at += 1
        low = high = self.number()
        if self.sees(44):  # ,
            self.at += 1
            high = -1 if self.sees(125) else self.number()
        if not self.sees(125) or (0 <= high < low) or low > 63 or high > 63:
            self.fail()
            return result
        self.at += 1
        if high == 0:
            result.first = result.last = 0
            result.nullable = True
            return result
        end = self.at
        self.depth += 1
        if high < 0 and low < 2:
            self.loop(result)
        result.nullable = result.nullable or low == 0
        for i in range(2, max(low, high) + 1):
            self.at = start
            following = self.atom()
            if self.failed:
                break
            if high < 0 and i == low:
                self.loop(following)
            following.nullable = following.nullable or i > low
            result = self.joined(result, following)
        self.depth -= 1
        if not self.failed:
            self.at = end
        return result

    @cython.cfunc
    @cython.exceptval(check=False)
    def number(self) -> cython.int:
        value: cython.int = 0
        start: cython.Py_ssize_t = self.at
        while self.at < self.codes.shape[0] and 48 <= self.codes[self.at] <= 57 and value < 10_000:
            value = 10 * value + self.codes[self.at] - 48
            self.at += 1
        if self.at == start:
            self.fail()
        return value

    @cython.cfunc
    @cython.exceptval(check=False)
    def atom(self) -> Part:
        """Reads a character, a set of them or a group; `char` is the character, -1 if it is something else."""
        result: Part
        place: cython.int
        char: cython.int = self.take()
        self.char = -1
        result.first = result.last = 0
        result.nullable = True
        if self.failed or char in (126, 38, 35, 64, 60, 34):  # ~ & # @ < "
            self.fail()
            return result
        if char == 91:  # [
            return self.character_set()
        if char == 46:  # .
            place = self.new_position()
            self.negated |= bit(place)
            return self.one(place)
        if char == 40:  # (
            return self.group()
        if char == 92:  # backslash
            return self.escaped()
        return self.literal(char)

    @cython.cfunc
    @cython.exceptval(check=False)
    def group(self) -> Part:
        result: Part
        result.first = result.last = 0
        result.nullable = True
        if self.sees(41):  # )
            self.at += 1
            return result
        if self.depth > 100:
            self.fail()
        self.depth += 1
        result = self.alternation()
        self.depth -= 1
        if not self.sees(41):
            self.fail()
        self.at += 1
        self.char = -1
        return result

    @cython.cfunc
    @cython.exceptval(check=False)
    def escaped(self) -> Part:
        place: cython.int
        char: cython.int = self.take()
        if (char | 32) in (100, 115, 119):  # d s w, capitals: none of these
            place = self.new_position()
            self.add_class(place, char | 32)
            if char < 97:
                self.negated |= bit(place)
            return self.one(place)
        return self.literal(char)

    @cython.cfunc
    @cython.exceptval(check=False)
    def literal(self, char: cython.int) -> Part:
        place: cython.int = self.new_position()
        letter: cython.bint = 97 <= (char | 32) <= 122
        self.add_range(place, char, char)
        if not self.ignore_case or (char < 128 and not letter):
            self.char = char
            self.single[place] = char if char < 128 else -1
        elif letter:
            self.add_range(place, char ^ 32, char ^ 32)
        else:
            self.fail()
        return self.one(place)

    @cython.cfunc
    @cython.exceptval(check=False)
    def character_set(self) -> Part:
        place: cython.int = self.new_position()
        low: cython.int
        high: cython.int
        first: cython.bint = True
        if self.ignore_case:
            self.fail()
        if self.sees(94):  # ^
            self.at += 1
            self.negated |= bit(place)
        while not self.failed and (first or not self.sees(93)):  # ]
            first = False
            low = self.take()
            if low == 92:
                low = self.take()
                if low in (100, 115, 119):
                    self.add_class(place, low)
                    continue
            high = low
            if self.sees(45):  # -
                self.at += 1
                high = self.take()
                if high == 92:
                    high = self.take()
            if low > high:
                self.fail()
            self.add_range(place, low, high)
        self.at += 1
        return self.one(place)

    @cython.cfunc
    @cython.exceptval(check=False)
    def new_position(self) -> cython.int:
        if self.n_positions >= 63:
            self.fail()
            return 0
        self.single[self.n_positions] = -1
        self.n_positions += 1
        return self.n_positions - 1

    @cython.cfunc
    @cython.exceptval(check=False)
    def one(self, place: cython.int) -> Part:
        """Returns the part of one position."""
        result: Part
        result.first = result.last = bit(place)
        result.nullable = False
        return result

    @cython.cfunc
    @cython.exceptval(check=False)
    def add_range(self, place: cython.int, low: cython.int, high: cython.int) -> cython.void:
        if self.n_ranges >= 256:
            self.fail()
            return
        self.position[self.n_ranges] = place
        self.low[self.n_ranges] = low
        self.high[self.n_ranges] = high
        self.n_ranges += 1

    @cython.cfunc
    @cython.exceptval(check=False)
    def add_class(self, place: cython.int, letter: cython.int) -> cython.void:
        """Adds the characters of \\d, \\s or \\w."""
        if letter == 115:
            self.add_range(place, 32, 32)
            self.add_range(place, 9, 10)
            self.add_range(place, 13, 13)
            return
        self.add_range(place, 48, 57)
        if letter == 119:
            self.add_range(place, 65, 90)
            self.add_range(place, 95, 95)
            self.add_range(place, 97, 122)

    @cython.cfunc
    @cython.exceptval(check=False)
    def joined(self, first: Part, second: Part) -> Part:
        """Returns one part after another."""
        result: Part
        last: cython.ulonglong = first.last
        while last:
            self.follow[findling_ctz64(last)] |= second.first
            last &= last - 1
        result.first = first.first | (second.first if first.nullable else 0)
        result.last = second.last | (first.last if second.nullable else 0)
        result.nullable = first.nullable and second.nullable
        return result

    @cython.cfunc
    @cython.exceptval(check=False)
    def loop(self, inner: Part) -> cython.void:
        """Lets a part follow itself."""
        last: cython.ulonglong = inner.last
        while last:
            self.follow[findling_ctz64(last)] |= inner.first
            last &= last - 1

    @cython.cfunc
    @cython.exceptval(check=False)
    def note_literal(self, char: cython.int, ends: cython.bint) -> cython.void:
        """Notes what all matches contain next: a character, or (-1) anything; ends: what follows it is not known."""
        if char >= 0 and self.n_text < 64:
            self.text[self.n_text] = char
            self.n_text += 1
            if self.at_start:
                self.n_prefix += 1
        if char < 0 or ends or self.n_text == 64:
            self.at_start = False
            if self.n_text - self.run > self.best_end - self.best:
                self.best, self.best_end = self.run, self.n_text
            self.run = self.n_text
