"""Random scripts: expressions and statements of all types, most of them valid."""

import random


class Scripts:
    """Draws scripts."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def script(self) -> str:
        """Returns a script."""
        return "return 1"
