"""The `uax_url_email` tokenizer: words as `standard` finds them, but URLs and e-mail addresses stay whole."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import chain

import numpy as np

from findling.analysis.catalogue import register
from findling.analysis.params import Params
from findling.analysis.text_batch import TextBatch
from findling.analysis.token_stream import type_id
from findling.analysis.tokenizer import Spans, Tokenizer
from findling.analysis.tokenizers.standard import StandardTokenizer

URL_TYPE = type_id("<URL>")
EMAIL_TYPE = type_id("<EMAIL>")
MAILTO_TYPE = type_id("<ALPHANUM>")

# repetitions that a search may try at every character are bounded, so that no text makes it slow
_LABEL = r"[A-Za-z0-9](?:[-A-Za-z0-9]{0,254}[A-Za-z0-9])?"
_UNRESERVED = r"(?:[-._~A-Za-z0-9]|%[0-9A-Fa-f]{2})"
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})"
_IPV4 = rf"{_BYTE}(?:\.{_BYTE}){{3}}"
_IPV6 = r"\[[0-9A-Fa-f:.]{0,40}:[0-9A-Fa-f:.]{0,40}\]"
_LOGIN_PART = rf"(?:{_UNRESERVED}|[!$&'()*+,;=])*"
_LOGIN = rf"{_LOGIN_PART}(?::{_LOGIN_PART})?@"
_LOOSE_HOST = rf"(?:{_IPV6}|{_IPV4}|{_LABEL}(?:\.{_LABEL})*)"
_PORT = r":[0-9]{1,5}"
_PATH = rf"(?:/(?:{_UNRESERVED}|[;:@&=])*)+"
_QUERY_CHARS = rf"(?:{_UNRESERVED}|[!$&'()*+,;=:@/?])*"
_QUERY = rf"\?{_QUERY_CHARS}"
_FRAGMENT = rf"\#{_QUERY_CHARS}"
_FILE_PATH = rf"/(?:{_UNRESERVED}|[?:@&=/])*"
_ATOM = r"[A-Za-z0-9!\#$%&'*+\-/=?^_`{|}~]{1,100}"
_QUOTED = r'"(?:[\x01-\x08\x0B\x0C\x0E-\x21\x23-\x5B\x5D-\x7E]|\\[\x00-\x7F])*"'


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], int], ...]:
    """Returns what makes an address, with the type of token; the names of top-level domains are read once."""
    text = resources.files("findling.analysis").joinpath("data/top_level_domains.txt").read_text(encoding="ascii")
    top_level = "|".join(_by_first_letter(sorted(text.split(), key=len, reverse=True)))
    named = rf"{_LABEL}(?:\.{_LABEL})*\.(?i:{top_level})"
    domain = rf"{named}(?![A-Za-z0-9])\.?"
    host = rf"(?:{_IPV6}|{_IPV4}|{domain})"
    bare = rf"(?:{_IPV6}|{_IPV4}|{named}(?![A-Za-z0-9])(?:\.(?=[^-\w]))?)"  # the last dot of a text ends the sentence
    rest = rf"(?:{_PORT})?(?:{_PATH})?(?:{_QUERY})?(?:{_FRAGMENT})?"
    label = rf"(?:{_ATOM}|{_QUOTED})"
    address = rf"{label}(?:\.{label})*@(?:{named}\.?|\[[\x01-\x08\x0B\x0C\x0E-\x5A\x5E-\x7F]*\])"
    urls = (
        rf"(?i:https?)://(?:{_LOGIN})?{_LOOSE_HOST}{rest}",
        rf"{host}(?=[:/?\#]){rest}",
        rf"{bare}(?![-\w])",
        rf"(?i:ftp)://(?:{_LOGIN})?{_LOOSE_HOST}(?:{_PORT})?{_FILE_PATH}(?:;(?i:type)=[aAiIdD])?(?:{_FRAGMENT})?",
        rf"(?i:file)://(?:{_LOOSE_HOST})?{_FILE_PATH}(?:{_FRAGMENT})?",
    )
    mailto = rf"(?i:mailto)(?=:{address})"
    return (
        *((re.compile(url), URL_TYPE) for url in urls),
        (re.compile(address), EMAIL_TYPE),
        (re.compile(mailto), MAILTO_TYPE),
    )


def _by_first_letter(names: list[str]) -> Iterator[str]:
    """Yields one pattern per first letter, so that a search need not try all names."""
    for letter in sorted({name[0] for name in names}):
        yield f"{letter}(?:{'|'.join(re.escape(name[1:]) for name in names if name[0] == letter)})"


Span = tuple[int, int, int]


class UaxUrlEmailTokenizer(Tokenizer):
    """The longest of a word, a URL and an e-mail address at each place. Source: Lucene's UAX29URLEmailTokenizer."""

    def __init__(self, max_token_length: int = 255) -> None:
        self.words = StandardTokenizer(max_token_length)

    @property
    def cuts_words(self) -> bool:  # type: ignore[override]
        return self.words.cuts_words

    def spans(self, batch: TextBatch, types: bool) -> Spans:
        found = self.words.spans(batch, True)
        blob = batch.text.tobytes()
        firsts = np.concatenate(([0], np.cumsum(found.counts))).tolist()
        columns = zip(found.starts.tolist(), found.ends.tolist(), np.asarray(found.types).tolist(), strict=True)
        words: list[Span] = list(columns)
        merged: list[Span] = []
        counts = np.empty_like(found.counts)
        for value, (start, end) in enumerate(zip(batch.starts.tolist(), batch.starts[1:].tolist(), strict=False)):
            own = words[firsts[value] : firsts[value + 1]]
            piece = blob[start : end - 1]
            if b"@" in piece or b"." in piece or b"://" in piece or b":" in piece:
                own = [(a + start, b + start, kind) for a, b, kind in self._merge(piece)]
            counts[value] = len(own)
            merged += own
        flat = np.array(merged, np.int32).reshape(-1, 3)
        return Spans(counts, flat[:, 0].copy(), flat[:, 1].copy(), flat[:, 2].astype(np.uint8))

    def _merge(self, piece: bytes) -> Iterator[Span]:
        """Yields words and addresses of one value, in bytes."""
        text = piece.decode("latin-1")  # one character per byte; no address has any that is not ASCII
        words = self._words(piece, 0)
        candidates: Iterator[int] = _candidates(text)
        candidate = next(candidates, len(text))
        at = number = 0
        while number < len(words) or candidate < len(text):
            if number < len(words) and words[number][0] < at:
                number += 1
                continue
            begin = words[number][0] if number < len(words) else len(text)
            if begin < candidate:  # what is inside a word is not looked at
                begin, at = words[number][:2]
                yield words[number]
            elif (address := _address_at(text, candidate, self.words.max_token_length)) is None:
                candidate = next(candidates, len(text))
                continue
            elif begin == candidate and _is_longer(words[number], address):
                at = words[number][1]
                yield words[number]
            else:
                begin, at = address[:2]
                yield address
                if _straddles(words, number, at):
                    words, number = self._words(piece, at), 0
            while candidate < at:
                candidate = next(candidates, len(text))
            if at - begin >= self.words.max_token_length:  # cut: an address may begin right here
                candidates = chain((candidate,), candidates)
                candidate = at

    def _words(self, piece: bytes, start: int) -> Sequence[Span]:
        """Returns the words from `start` on."""
        found = self.words.spans(TextBatch.of([piece[start:].decode()]), True)
        columns = zip(found.starts.tolist(), found.ends.tolist(), np.asarray(found.types).tolist(), strict=True)
        return [(first + start, last + start, kind) for first, last, kind in columns]


def _is_longer(word: Span, address: Span) -> bool:
    """Tells whether a word is longer than the address that begins with it."""
    return word[1] > address[1] and address[2] != MAILTO_TYPE


def _straddles(words: Sequence[Span], number: int, at: int) -> bool:
    """Tells whether a word from `number` on begins before `at` and ends behind it."""
    while number < len(words) and words[number][1] <= at:
        number += 1
    return number < len(words) and words[number][0] < at


def _candidates(text: str) -> Iterator[int]:
    """Yields, in order, where an address might start; the regular expressions need not try every character."""
    for run in _RUN.finditer(text):
        if "@" in text and ("@" in run[0] or '"' in run[0]):
            yield from (match.start() for match in _MAIL_START.finditer(text, run.start(), run.end()))
        elif "." in run[0] or ":" in run[0]:
            yield from (match.start() for match in _URL_START.finditer(text, run.start(), run.end()))


_RUN = re.compile("[!-~]+")
_URL_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]|\[")
_MAIL_START = re.compile(r"""(?<![A-Za-z0-9])[A-Za-z0-9]|["\[!\#$%&'*+\-/=?^_`{|}~]""")


def _address_at(text: str, start: int, max_length: int) -> Span | None:
    """Returns the longest address at `start`, if there is one."""
    matches = ((pattern.match(text, start, start + max_length), kind) for pattern, kind in _patterns())
    ends = [(match.end(), kind == URL_TYPE, kind) for match, kind in matches if match is not None]
    if any(kind == MAILTO_TYPE for _, _, kind in ends):
        return start, start + len("mailto"), MAILTO_TYPE
    end, _, kind = max(ends, default=(start, False, 0))
    return (start, end, kind) if end > start else None


@register("tokenizer", "uax_url_email")
def uax_url_email_tokenizer(params: Params, registry: object) -> Tokenizer:
    """max_token_length: 255."""
    return UaxUrlEmailTokenizer(params.integer("max_token_length", 255))
