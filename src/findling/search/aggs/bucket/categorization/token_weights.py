"""How much a word tells about the category of a text: verbs most, then other words of English, then all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from findling.analysis.token_filters.stemmers import kstem

_SHORTEST: Final = 2
_VERB: Final = 5
_OTHER: Final = 2
_IN_A_ROW: Final = 3
_BOOST: Final = 6

# Elasticsearch looks verbs up in a dictionary of parts of speech; these are those that log messages are made of
_VERBS_TEXT: Final = """
    abort accept access acquire activate add allocate allow append apply approve assign attach attempt
    authenticate authorize become begin bind block boot bring build cancel catch change check choose clean
    clear close collect commit compare compile complete compress compute configure confirm connect consume
    contain continue convert copy create deactivate decode decrease decrypt delete deliver deny deploy destroy
    detach detect determine disable discard disconnect discover download drop emit enable encode encounter
    encrypt enter establish evaluate evict exceed execute exist expect expire explain expose extend extract
    fail fetch fill find finish flush follow forget free generate get give go grant grow handle happen hold
    ignore import improve include increase indicate initialize insert install invoke join keep kill know
    launch learn leave listen load lock login lose make merge migrate modify monitor mount move need negotiate
    notify obtain occur open parse pause perform persist poll prepare prevent produce provide publish purge
    put queue reach read rebuild receive reconnect recover redirect refresh refuse register reject release
    reload remove rename renew repair replace reply report request require reset resolve restart restore
    resume retrieve retry return revoke rotate run save scan schedule see select send serve set shut skip
    sleep spawn start stop store submit subscribe succeed suspend switch synchronize take terminate throw
    transfer trigger try unlock unmount update upgrade upload use validate verify wait wake watch write
"""
_VERBS: Final = frozenset(_VERBS_TEXT.split())

# those that the dictionary of the stemmer leaves out
_SMALL_WORDS_TEXT: Final = """
    about above after again against all also am an and any are as at be because been before being below
    between both but by can could did do does doing done down during each few for from further had has have
    having he her here hers him his how if in into is it its just me more most my no nor not now of off on
    once only or other our ours out over own same she should so some such than that the their them then there
    these they this those through to too under until up us very was we were what when where which while who
    whom why will with within without would you your
"""
_SMALL_WORDS: Final = frozenset(_SMALL_WORDS_TEXT.split())


class TokenWeights:
    """Weighs the tokens of one text after the other: the third known word in a row counts more."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._in_a_row = 0
        self.weights = [self._weight(token) for token in tokens]

    def _weight(self, token: str) -> int:
        extra = _extra(token)
        if not extra:
            self._in_a_row = 0
            return 1
        self._in_a_row += 1
        return 1 + extra * (_BOOST if self._in_a_row >= _IN_A_ROW else 1)


def _extra(token: str) -> int:
    """Returns what a token weighs above an unknown one."""
    word = token.lower()
    if len(word) < _SHORTEST:
        return 0
    if word in _VERBS or _is_participle(word):
        return _VERB
    return _OTHER if word in _SMALL_WORDS or kstem.known(kstem.stem(word)) else 0


def _is_participle(word: str) -> bool:
    """Whether a word is a verb with -ing."""
    verb = word.removesuffix("ing")
    return len(verb) < len(word) and len(verb) > 2 and any(map(kstem.known, (verb, verb + "e", verb[:-1])))


def least_weight(weight: int) -> int:
    """Returns the least that a token of this weight may weigh elsewhere."""
    return weight if weight <= _BOOST else 1 + (weight - 1) // _BOOST


def greatest_weight(weight: int) -> int:
    """Returns the most that a token of this weight may weigh elsewhere."""
    return 1 + (weight - 1) * _BOOST if _OTHER < weight <= 1 + _VERB else weight
