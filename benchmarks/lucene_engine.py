"""Lucene through a small Java program, lucene/*.java, in a process of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.child import Child, run_child
from benchmarks.corpus import Corpus, tab_separated
from benchmarks.engine import Answer, Figures, Indexing, Timing, directory_bytes
from benchmarks.lucene_jar import compiled, jar, java
from benchmarks.measure import ClockError
from benchmarks.queries import BenchmarkQuery

NAME = "lucene"
_HERE = Path(__file__).parent
# as Lucene is fastest
_OPTIONS = ("--add-modules=jdk.incubator.vector", "-Xmx1g", "-XX:+UseSerialGC", "-XX:-UsePerfData")
# the first use of a memory-mapped index prints which implementation was chosen
_QUIET = "-Djava.util.logging.config.file=" + str(_HERE / "lucene/logging.properties")


@dataclass(frozen=True)
class Measured:
    """What Lucene found, and its time."""

    answer: Answer
    timing: Timing


class LuceneEngine:
    """Compiles the Java program, indexes into `folder` and searches there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.versions: dict[str, str] = {}
        classes = compiled(_HERE / "lucene")
        self._command = [java("java"), *_OPTIONS, _QUIET, "-cp", f"{jar()}:{classes}", "Benchmark"]

    def index(self, corpus: Corpus, folder: Path, cores: int) -> Indexing:
        """Indexes the corpus with a thread per core; to read lines counts, to parse JSON does not."""
        documents = self.folder.with_suffix(".tsv")
        with documents.open("w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in tab_separated(corpus))
        child = self._run("index", documents, folder, corpus.copies, cores, cores=cores)
        documents.unlink()
        indexed, merged = (line.split("\t") for line in child.output.splitlines())
        cpu, wall, merged_cpu, merged_wall = (float(part) for part in indexed[2:] + merged[2:])
        size = directory_bytes(folder)
        return Indexing(int(indexed[1]), cpu, wall, merged_cpu, merged_wall, size, child.peak_bytes, cores)

    def search(self, queries: Sequence[BenchmarkQuery], rounds: int) -> dict[int, Measured]:
        """Returns answers and times by the queries' numbers."""
        lines, results = self.folder.with_suffix(".queries"), self.folder.with_suffix(".results")
        lines.write_text("".join(query.line() + "\n" for query in queries))
        output = self._run("search", self.folder, lines, results, rounds).output
        self.versions = dict(part.split(" ", 1) for part in output.strip().split(", "))
        measured = {}
        for line in results.read_text().splitlines():
            number, count, scores, figures, *times = line.split("\t")
            if float(times[0]) <= 0:
                raise ClockError(f"query {number} took Lucene {times[0]} µs")
            measured[int(number)] = Measured(_answer(count, scores, figures), _timing(times))
        return measured

    def _run(self, *arguments: object, cores: int | None = None) -> Child:
        return run_child([*self._command, *map(str, arguments)], cores)


def _timing(times: Sequence[str]) -> Timing:
    cpu_min, cpu_median, wall_min, wall_median = map(float, times)
    return Timing(cpu_min, cpu_median, wall_min, wall_median)


def _answer(count: str, scores: str, figures: str) -> Answer:
    pairs: Figures = []
    sort_values = []
    for part in filter(None, figures.split(";")):
        key, _, numbers = part.rpartition("=")
        if key:
            pairs.append((key, tuple(float(number) for number in numbers.split("/"))))
        else:
            sort_values.append(int(numbers))
    found = tuple(float(score) for score in scores.split(",") if score)
    return Answer(None if count == "-1" else int(count), found, tuple(sort_values), pairs)
