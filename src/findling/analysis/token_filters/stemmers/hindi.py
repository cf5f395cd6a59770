"""Light stemming of Hindi.

Source: A. Ramanathan, D. Rao: A lightweight stemmer for Hindi.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

ENDINGS = (
    Ending(6, "ाएंगी ाएंगे ाऊंगी ाऊंगा ाइयाँ ाइयों ाइयां"),
    Ending(5, "ाएगी ाएगा ाओगी ाओगे एंगी ेंगी एंगे ेंगे ूंगी ूंगा ातीं नाओं नाएं ताओं ताएं ियाँ ियों ियां"),
    Ending(4, "ाकर ाइए ाईं ाया ेगी ेगा ोगी ोगे ाने ाना ाते ाती ाता तीं ाओं ाएं ुओं ुएं ुआं"),
    Ending(3, "कर ाओ िए ाई ाए ने नी ना ते ीं ती ता ाँ ां ों ें"),
    Ending(2, "ो े ू ु ी ि ा"),
)


def stem(word: str) -> str:
    """Returns the word without its longest ending."""
    return without_ending(word, ENDINGS)
