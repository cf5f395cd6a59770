"""Finds words by the word break rules of Unicode Standard Annex 29.

Two readings of the same annex: `standard_spans` gives the tokens of Lucene's StandardTokenizer (grammar of Lucene 9:
words, numbers, single ideographs and hiragana, runs of katakana, hangul and South East Asian scripts, emoji sequences,
nothing else); `word_boundaries` gives every boundary of the annex, to the letter, and is what WordBreakTest.txt checks.

`index` and `blocks` are the class table of findling.analysis.unicode_classes; `text` is valid UTF-8, ends with 8 bytes
of padding, and its values are separated by a line feed, which no token crosses.
"""

import cython
from cython.cimports.findling.kernels.text.characters import char_at, utf16_end

if not cython.compiled:

    class WordsFields:
        """The struct of words.pxd."""

    WordsPointer = OpenWordsPointer = WordsFields

# Word_Break values, bits 0 to 4 of a class
CR = cython.declare(cython.uint, 1)
LF = cython.declare(cython.uint, 2)
NEWLINE = cython.declare(cython.uint, 3)
EXTEND = cython.declare(cython.uint, 4)
ZWJ = cython.declare(cython.uint, 5)
FORMAT = cython.declare(cython.uint, 6)
REGIONAL = cython.declare(cython.uint, 7)
SPACE = cython.declare(cython.uint, 8)
LETTER = cython.declare(cython.uint, 9)
HEBREW = cython.declare(cython.uint, 10)
NUMERIC = cython.declare(cython.uint, 11)
KATAKANA = cython.declare(cython.uint, 12)
CONNECTOR = cython.declare(cython.uint, 13)  # ExtendNumLet
MID_LETTER = cython.declare(cython.uint, 14)
MID_NUM = cython.declare(cython.uint, 15)
MID_NUM_LETTER = cython.declare(cython.uint, 16)
SINGLE_QUOTE = cython.declare(cython.uint, 17)
DOUBLE_QUOTE = cython.declare(cython.uint, 18)
QUOTED = cython.declare(cython.uint, 20)  # not a class: a Hebrew letter whose quotation mark is used up
# the other bits of a class
HANGUL = cython.declare(cython.uint, 1 << 5)
HAN = cython.declare(cython.uint, 1 << 6)
HIRAGANA = cython.declare(cython.uint, 1 << 7)
SOUTHEAST_ASIAN = cython.declare(cython.uint, 1 << 8)
EMOJI = cython.declare(cython.uint, 1 << 9)
ANY_EMOJI = cython.declare(cython.uint, 7 << 9)  # by itself, a base, or a modifier
KEYCAP_BASE = cython.declare(cython.uint, 1 << 12)
PICTOGRAPHIC = cython.declare(cython.uint, 1 << 13)
EMOJI_SELECTOR = cython.declare(cython.uint, 1 << 14)
SELECTORS = cython.declare(cython.uint, 3 << 14)
KEYCAP = cython.declare(cython.uint, 1 << 21)
TAG = cython.declare(cython.uint, 1 << 22)
TAG_END = cython.declare(cython.uint, 1 << 23)
# token types, bits 0 to 3 of a match; 0 is no token
ALPHANUM_TYPE = cython.declare(cython.Py_ssize_t, 1)
NUM_TYPE = cython.declare(cython.Py_ssize_t, 2)
SOUTHEAST_ASIAN_TYPE = cython.declare(cython.Py_ssize_t, 3)
IDEOGRAPHIC_TYPE = cython.declare(cython.Py_ssize_t, 4)
HIRAGANA_TYPE = cython.declare(cython.Py_ssize_t, 5)
KATAKANA_TYPE = cython.declare(cython.Py_ssize_t, 6)
HANGUL_TYPE = cython.declare(cython.Py_ssize_t, 7)
EMOJI_TYPE = cython.declare(cython.Py_ssize_t, 8)
# what a run has seen, besides 1 << Word_Break value
NOT_HANGUL = cython.declare(cython.uint, 1 << 24)
BRIDGE = cython.declare(cython.uint, 1 << 25)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def extends(char: cython.uint) -> cython.bint:
    """Tells whether the character belongs to the one before it (rule WB4)."""
    return EXTEND <= (char & 31) <= FORMAT


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def skip_extenders(w: WordsPointer, start: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns where the characters from `start` on that belong to the one before end."""
    char: cython.uint
    while start < w.limit:
        char = char_at(w.text, start, w.index, w.blocks)
        if not extends(char):
            break
        start += char >> 24
    return start


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def word_class(w: WordsPointer, start: cython.Py_ssize_t) -> cython.uint:
    """Returns the Word_Break value of the character at `start`, 0 (Other) at the limit."""
    if start >= w.limit:
        return 0
    return char_at(w.text, start, w.index, w.blocks) & 31


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def joins(left: cython.uint, right: cython.uint) -> cython.bint:
    """Tells whether two neighbouring letters, numbers, katakana or connectors are in one word (WB5, 8, 9, 10, 13)."""
    return left == 0 or left == CONNECTOR or right == CONNECTOR or (left == KATAKANA) == (right == KATAKANA)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def bridges(left: cython.uint, middle: cython.uint, right: cython.uint) -> cython.bint:
    """Tells whether punctuation joins two letters or two numbers (WB6, 7, 11, 12)."""
    if left == LETTER or left == HEBREW:
        return (right == LETTER or right == HEBREW) and (
            middle == MID_LETTER or middle == MID_NUM_LETTER or middle == SINGLE_QUOTE
        )
    return left == NUMERIC and right == NUMERIC and MID_NUM <= middle <= SINGLE_QUOTE


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def match_word(w: WordsPointer, start: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns end << 4 | type of the run of letters, numbers, katakana, connectors at `start`; 0: connectors only."""
    end: cython.Py_ssize_t = start
    after: cython.Py_ssize_t
    char: cython.uint
    kind: cython.uint
    following: cython.uint
    last: cython.uint = 0
    seen: cython.uint = 0
    bridged: cython.bint = False  # Lucene's grammar: a letter behind a bridge can't take a Hebrew quotation mark
    while end < w.limit:
        char = char_at(w.text, end, w.index, w.blocks)
        kind = char & 31
        if LETTER <= kind <= CONNECTOR:
            if not joins(last, kind):
                break
            seen |= cython.cast(cython.uint, 1) << kind
            if not char & HANGUL:
                seen |= NOT_HANGUL
            last = kind
            bridged = False
            end = skip_extenders(w, end + (char >> 24))
            continue
        if kind < MID_LETTER or last < LETTER or last > NUMERIC:
            break
        after = skip_extenders(w, end + (char >> 24))
        following = word_class(w, after)
        if bridges(last, kind, following):
            bridged = True
        elif last == HEBREW and kind == SINGLE_QUOTE and not bridged:
            last = QUOTED
            end = after
            continue
        elif last == HEBREW and kind == DOUBLE_QUOTE and following == HEBREW and not bridged:
            char = char_at(w.text, after, w.index, w.blocks)
            after = skip_extenders(w, after + (char >> 24))
            last = QUOTED
            end = after
            continue
        else:
            break
        seen |= BRIDGE
        char = char_at(w.text, after, w.index, w.blocks)
        last = char & 31
        end = skip_extenders(w, after + (char >> 24))
    return end << 4 | word_type(seen)


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def word_type(seen: cython.uint) -> cython.Py_ssize_t:
    """Returns the token type of a run by what it holds; 0 for connectors only."""
    letters: cython.uint = seen & ((1 << 9) | (1 << 10))
    katakana: cython.uint = seen & (1 << 12)
    if not letters and not katakana:
        return NUM_TYPE if seen & (1 << 11) else 0
    if seen & BRIDGE or seen & (1 << 13) or seen & (1 << 11):
        return ALPHANUM_TYPE
    if not letters:
        return KATAKANA_TYPE
    return HANGUL_TYPE if not seen & NOT_HANGUL else ALPHANUM_TYPE


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def match_keycap(w: WordsPointer, start: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns the end of a keycap sequence such as 1, U+FE0F, U+20E3, or `start`."""
    end: cython.Py_ssize_t = start + 1
    char: cython.uint
    seen: cython.bint = False
    while end < w.limit:
        char = char_at(w.text, end, w.index, w.blocks)
        if char & EMOJI_SELECTOR and not seen:
            if end + 3 >= w.limit or not char_at(w.text, end + 3, w.index, w.blocks) & KEYCAP:
                break
        elif not extends(char) or char & SELECTORS:
            break
        elif char & KEYCAP:
            seen = True
        end += char >> 24
    return end if seen else start


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def match_emoji(w: WordsPointer, start: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns the end of the emoji sequence at `start`, or `start` (Unicode Technical Standard 51, emoji_sequence)."""
    i: cython.Py_ssize_t = start
    end: cython.Py_ssize_t = start
    char: cython.uint
    base: cython.uint
    joined: cython.bint
    while i < w.limit:
        base = char_at(w.text, i, w.index, w.blocks)
        while i < w.limit and (base & 31) == ZWJ:
            i += 3
            base = char_at(w.text, i, w.index, w.blocks)
        if i >= w.limit or not base & ANY_EMOJI:
            break
        i += base >> 24
        joined = False
        char = char_at(w.text, i, w.index, w.blocks) if i < w.limit else 0
        while extends(char) and not char & SELECTORS:
            joined = (char & 31) == ZWJ
            i += char >> 24
            char = char_at(w.text, i, w.index, w.blocks) if i < w.limit else 0
        if char & EMOJI_SELECTOR and base & EMOJI:
            i += 3
            end = i
            joined = i < w.limit and (char_at(w.text, i, w.index, w.blocks) & 31) == ZWJ
        end = i
        if not joined:
            break
    return end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def match_flag(w: WordsPointer, start: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns the end of the two regional indicators at `start`, or `start`."""
    end: cython.Py_ssize_t = skip_extenders(w, start + 4)
    if word_class(w, end) != REGIONAL:
        return start
    return skip_extenders(w, end + 4)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def match_other(w: WordsPointer, start: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns end << 4 | type of a South East Asian run, an ideograph or a hiragana; type 0 if it is none of them."""
    char: cython.uint = char_at(w.text, start, w.index, w.blocks)
    end: cython.Py_ssize_t = start + (char >> 24)
    if char & SOUTHEAST_ASIAN:
        while end < w.limit:
            char = char_at(w.text, end, w.index, w.blocks)
            if not char & SOUTHEAST_ASIAN and not extends(char):
                break
            end += char >> 24
        return end << 4 | SOUTHEAST_ASIAN_TYPE
    if char & (HAN | HIRAGANA):
        end = skip_extenders(w, end)
        return end << 4 | (IDEOGRAPHIC_TYPE if char & HAN else HIRAGANA_TYPE)
    if (char & 31) == ZWJ:  # a run of joiners before nothing they could join
        while word_class(w, end) == ZWJ:
            end += 3
    return end << 4


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def match_token(w: WordsPointer, start: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns end << 4 | type of the longest token at `start`, ties in the grammar's order; type 0: no token."""
    char: cython.uint = char_at(w.text, start, w.index, w.blocks)
    kind: cython.uint = char & 31
    emoji: cython.Py_ssize_t = start
    found: cython.Py_ssize_t
    if char & KEYCAP_BASE:
        emoji = match_keycap(w, start)
    elif char & ANY_EMOJI or kind == ZWJ:
        emoji = match_emoji(w, start)
    elif kind == REGIONAL:
        emoji = match_flag(w, start)
    if LETTER <= kind <= CONNECTOR:
        found = match_word(w, start)
    else:
        found = match_other(w, start)
    if emoji > start and (emoji >= found >> 4 or not found & 15):
        return emoji << 4 | EMOJI_TYPE
    return found


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def ascii_word(
    text: cython.pointer[cython.const[cython.uchar]],
    start: cython.Py_ssize_t,
    kinds: cython.pointer[cython.const[cython.uchar]],
) -> cython.Py_ssize_t:
    """Returns end << 4 | type of the ASCII word at `start`, or 0 where the full rules must decide.

    kinds: per byte, bit 0 letter, 1 digit, 2 connector, 3 punctuation that may join, 4 not ASCII, 5 keycap base
    """
    end: cython.Py_ssize_t = start
    seen: cython.uint = 0
    kind: cython.uint = kinds[text[start]]
    while kind & 7:
        seen |= kind
        end += 1
        kind = kinds[text[end]]
    if kind & 16 or end == start:
        return 0
    if kind & 8 and kinds[text[end + 1]] & 23:
        return 0
    if seen & 1:
        return end << 4 | ALPHANUM_TYPE
    return end << 4 | (NUM_TYPE if seen & 2 else 0)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def standard_token(
    w: OpenWordsPointer,
    start: cython.Py_ssize_t,
    kinds: cython.pointer[cython.const[cython.uchar]],
    max_length: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Returns end << 4 | type of what begins at `start`, as match_token, cut after max_length UTF-16 units."""
    limit: cython.Py_ssize_t = w.limit
    found: cython.Py_ssize_t = ascii_word(w.text, start, kinds)
    if not found:
        found = match_token(w, start)
    if (found >> 4) - start > max_length:
        w.limit = utf16_end(w.text, start, found >> 4, max_length)
        found = match_token(w, start)
        w.limit = limit
    if max_length == 1 and w.text[start] >= 0xF0:  # a single character that is too long is no token
        found = (start + 4) << 4
    return found


def standard_spans(
    text: cython.const[cython.uchar][::1],
    value_starts: cython.const[cython.int][::1],
    kinds: cython.const[cython.uchar][::1],
    index: cython.const[cython.ushort][::1],
    blocks: cython.const[cython.uint][::1],
    max_length: cython.Py_ssize_t,
    counts: cython.int[::1],
    starts: cython.int[::1],
    ends: cython.int[::1],
    types: cython.uchar[::1],
) -> cython.Py_ssize_t:
    """Writes the byte span and type of each token and returns how many there are.

    text: (n_bytes + 8,) uint8; value_starts: (n_values + 1,) int32, value v is text[value_starts[v] : value_starts[v +
        1] - 1]
    kinds: (256,) uint8, see `ascii_word`
    max_length: UTF-16 units; longer tokens are split as if the text ended there
    counts: (n_values,) int32, tokens per value, overwritten
    starts, ends, types: as many as there can be tokens, overwritten; types is not written if it is empty
    Source: Lucene's StandardTokenizer.
    """
    n: cython.Py_ssize_t = 0
    first: cython.Py_ssize_t
    value: cython.Py_ssize_t
    i: cython.Py_ssize_t
    found: cython.Py_ssize_t
    with_types: cython.bint = types.shape[0] > 0
    assert value_starts.shape[0] == counts.shape[0] + 1
    assert value_starts[counts.shape[0]] <= text.shape[0] - 8
    assert kinds.shape[0] == 256
    assert starts.shape[0] == ends.shape[0]
    if not cython.compiled:
        text, kinds, index, blocks = memoryview(text), memoryview(kinds), memoryview(index), memoryview(blocks)
    text_at: cython.pointer[cython.const[cython.uchar]] = cython.address(text[0]) if cython.compiled else text
    kinds_at: cython.pointer[cython.const[cython.uchar]] = cython.address(kinds[0]) if cython.compiled else kinds
    words: Words
    w: cython.pointer[Words]
    if cython.compiled:
        w = cython.address(words)
        w.index, w.blocks = cython.address(index[0]), cython.address(blocks[0])
    else:
        w = WordsFields()
        w.index, w.blocks = index, blocks
    w.text = text_at
    with cython.nogil:
        for value in range(counts.shape[0]):
            first = n
            i = value_starts[value]
            w.limit = value_starts[value + 1] - 1
            while i < w.limit:
                if not kinds_at[text_at[i]] & 55:
                    i += 1
                    continue
                found = standard_token(w, i, kinds_at, max_length)
                if found & 15:
                    starts[n] = cython.cast(cython.int, i)
                    ends[n] = cython.cast(cython.int, found >> 4)
                    if with_types:
                        types[n] = cython.cast(cython.uchar, found & 15)
                    n += 1
                i = found >> 4
            counts[value] = cython.cast(cython.int, n - first)
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def breaks_between(
    left: cython.uint, middle: cython.uint, previous: cython.uint, right: cython.uint, following: cython.uint
) -> cython.bint:
    """Tells whether there is a boundary before `right` by rules WB5 to WB13b, which do not see extenders.

    left: Word_Break value before `middle`, which is punctuation that might join
    previous: the value just before `right`
    following: the value after `right`
    """
    if LETTER <= previous <= CONNECTOR and LETTER <= right <= CONNECTOR:
        return not joins(previous, right)
    if previous == HEBREW and right == SINGLE_QUOTE:
        return False
    if previous == HEBREW and right == DOUBLE_QUOTE and following == HEBREW:
        return False
    if left == HEBREW and middle == DOUBLE_QUOTE and right == HEBREW:
        return False
    return not (bridges(previous, right, following) or bridges(left, middle, right))


def word_boundaries(classes: cython.const[cython.uint][::1], out: cython.uchar[::1]):
    """Writes for each character of one text whether a word boundary stands before it.

    classes: (n_chars,) uint32, the classes of the characters
    out:     (n_chars + 1,) uint8, overwritten; the last is the boundary at the end
    Source: Unicode Standard Annex 29, section 4.1.1.
    """
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    n: cython.Py_ssize_t = classes.shape[0]
    kind: cython.uint
    before: cython.uint  # the character just before
    previous: cython.uint = 0  # the last one that is no extender
    left: cython.uint = 0  # the one before that
    following: cython.uint
    regional: cython.uint = 0  # regional indicators in a row
    if not cython.compiled:
        classes = memoryview(classes)
    with cython.nogil:
        out[n] = 1
        for i in range(n):
            kind = classes[i] & 31
            before = classes[i - 1] & 31 if i > 0 else 0
            j = i + 1
            while j < n and extends(classes[j]):
                j += 1
            following = classes[j] & 31 if j < n else 0
            if i == 0 or (CR <= before <= NEWLINE) or (CR <= kind <= NEWLINE):
                out[i] = not (before == CR and kind == LF)
            elif (before == ZWJ and classes[i] & PICTOGRAPHIC) or (before == kind == SPACE) or extends(kind):
                out[i] = 0
            elif previous == REGIONAL and kind == REGIONAL:
                out[i] = regional % 2 == 0
            else:
                out[i] = breaks_between(left, previous, previous, kind, following)
            if not extends(kind) or CR <= before <= NEWLINE or i == 0:
                regional = regional + 1 if kind == REGIONAL else 0
                left = previous
                previous = kind
