"""Light stemming of Bengali.

Source: P. Sengupta, B. B. Chaudhuri: Natural language processing in an Indian language (Bengali): verb phrase
analysis; J. Savoy.
"""

from findling.analysis.token_filters.stemmers.endings import Ending, without_ending

ENDINGS = (
    Ending(9, "ি\u09dfাছিলাম িতেছিলাম িতেছিলেন ইতেছিলেন ি\u09dfাছিলেন ই\u09dfাছিলেন"),
    Ending(8, "িতেছিলি িতেছিলে ি\u09dfাছিলা ি\u09dfাছিলে িতেছিলা ি\u09dfাছিলি \u09dfেদেরকে"),
    Ending(7, "িতেছিস িতেছেন ি\u09dfাছিস ি\u09dfাছেন েছিলাম েছিলেন েদেরকে"),
    Ending(6, "িতেছি িতেছা িতেছে ছিলাম ছিলেন ি\u09dfাছি ি\u09dfাছা ি\u09dfাছে েছিলে েছিলা \u09dfেদের দেরকে"),
    Ending(5, "িলাম িলেন িতাম িতেন িবেন ছিলি ছিলে ছিলা তেছে িতেছ খানা খানি গুলো গুলি \u09dfেরা েদের"),
    Ending(
        4,
        "লাম িলি ইলি িলে ইলে লেন িলা ইলা তাম িতি ইতি িতে ইতে তেন িতা িবা ইবা িবি ইবি বেন িবে ইবে ছেন \u09dfোন \u09dfের েরা দের",
    ),
    Ending(3, "িস েন লি লে লা তি তে তা বি বে বা ছি ছা ছে ুন ুক টা টি নি ের রা কে"),
    Ending(2, "ি ী া ো ে ব ত"),
)


def stem(word: str) -> str:
    """Returns the word without its longest ending."""
    return without_ending(word, ENDINGS)
