"""What a campaign did and found."""

import time
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Report:
    """Counts of what was done, and the faults, each with what is needed to see it again."""

    name: str
    seed: int
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def __str__(self) -> str:
        done = ", ".join(f"{number:,} {what}" for what, number in self.counts.items())
        seconds = time.monotonic() - self.started
        lines = [f"{self.name} (seed {self.seed}): {done} in {seconds:.0f} s; {len(self.faults)} faults"]
        return "\n".join([*lines, *(f"  {fault}" for fault in self.faults)])
