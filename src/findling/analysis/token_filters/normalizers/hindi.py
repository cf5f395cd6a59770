"""Hindi: spellings that differ in nukta, virama, nasal sign and length of vowels made alike.

Source: L. Larkey, M. Connell, N. Abduljaleel: Hindi CLIR in thirty days.
"""

_DEAD_N = "\u0928\u094d"
_TABLE = str.maketrans(
    "\u0901\u0929\u0931\u0934\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f"
    "\u0945\u0946\u0949\u094a\u090d\u090e\u0911\u0912\u0972\u0906\u0908\u090a\u0960\u0961\u0910\u0914"
    "\u0940\u0942\u0944\u0963\u0948\u094c",
    "\u0902\u0928\u0930\u0933\u0915\u0916\u0917\u091c\u0921\u0922\u092b\u092f"
    "\u0947\u0947\u094b\u094b\u090f\u090f\u0913\u0913\u0905\u0905\u0907\u0909\u090b\u090c\u090f\u0913"
    "\u093f\u0941\u0943\u0962\u0947\u094b",
    "\u093c\u200d\u200c\u094d",
)


def normalize(word: str) -> str:
    """Returns the word in its usual form."""
    return word.replace(_DEAD_N, "\u0902").translate(_TABLE)
