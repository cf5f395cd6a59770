"""Lucene through a small Java program, lucene/*.java, in a process of its own.

The jar is Lucene 9.9, whole, as PyPI's source package pyserini carries it: fetched once into .cache/ beside this file.
LUCENE_JAR names another one. (Debian's liblucene9-java lacks what reads memory-mapped files on a new Java.)
Java comes from `apt-get install openjdk-21-jdk-headless`.
"""

import os
import resource
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import Corpus, tab_separated
from benchmarks.engine import Answer, Figures, Indexing, Timing, directory_bytes
from benchmarks.measure import ClockError
from benchmarks.queries import BenchmarkQuery

NAME = "lucene"
_HERE = Path(__file__).parent
_PACKAGE = "pyserini==1.2.0"
_CACHE = _HERE / ".cache"
_JAVA = ("java", "-Xmx1g", "-XX:+UseSerialGC", "-XX:-UsePerfData")
# the first use of a memory-mapped index prints which implementation was chosen
_QUIET = "-Djava.util.logging.config.file=" + str(_HERE / "lucene/logging.properties")


@dataclass(frozen=True)
class Measured:
    """What Lucene found, and its time."""

    answer: Answer
    timing: Timing


def jar() -> Path:
    """Returns the path of Lucene's jar; downloads it if need be."""
    if "LUCENE_JAR" in os.environ:
        return Path(os.environ["LUCENE_JAR"])
    path = _CACHE / "lucene.jar"
    if not path.exists():
        _CACHE.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*command, "--dest", str(_CACHE), _PACKAGE], check=True)
        (package,) = _CACHE.glob("*.tar.gz")
        _take_jar(package, path)
        package.unlink()
    return path


def _take_jar(package: Path, path: Path) -> None:
    with tarfile.open(package) as archive:
        for member in archive:
            if member.name.endswith("-fatjar.jar"):
                content = archive.extractfile(member)
                assert content is not None
                path.write_bytes(content.read())
                return
    raise FileNotFoundError(f"no jar in {package}")


class LuceneEngine:
    """Compiles the Java program, indexes into `folder` and searches there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = "lucene"
        classes = _CACHE / "classes"
        classes.mkdir(parents=True, exist_ok=True)
        sources = [str(path) for path in sorted((_HERE / "lucene").glob("*.java"))]
        subprocess.run(
            [
                "javac",
                "-nowarn",
                "-XDignore.symbol.file",
                "-Xlint:-deprecation",
                "-cp",
                str(jar()),
                "-d",
                str(classes),
                *sources,
            ],
            check=True,
        )
        self._command = [*_JAVA, _QUIET, "-cp", f"{jar()}:{classes}", "Benchmark"]

    def index(self, corpus: Corpus) -> Indexing:
        """Indexes the corpus; the time to read its lines counts, to parse their JSON does not."""
        documents = self.folder.with_suffix(".tsv")
        with documents.open("w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in tab_separated(corpus))
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        output = self._run("index", documents, self.folder)
        documents.unlink()
        peak = max(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, before) * 1024
        indexed, merged = (line.split("\t") for line in output.splitlines())
        cpu, wall, merged_cpu, merged_wall = (float(part) for part in indexed[2:] + merged[2:])
        return Indexing(int(indexed[1]), cpu, wall, merged_cpu, merged_wall, directory_bytes(self.folder), peak)

    def search(self, queries: Sequence[BenchmarkQuery], rounds: int) -> dict[int, Measured]:
        """Returns answers and times by the queries' numbers."""
        lines, results = self.folder.with_suffix(".queries"), self.folder.with_suffix(".results")
        lines.write_text("".join(query.line() + "\n" for query in queries))
        self.version = self._run("search", self.folder, lines, results, rounds).strip()
        measured = {}
        for line in results.read_text().splitlines():
            number, count, scores, figures, *times = line.split("\t")
            if float(times[0]) <= 0:
                raise ClockError(f"query {number} took Lucene {times[0]} µs")
            measured[int(number)] = Measured(_answer(count, scores, figures), Timing(*map(float, times)))
        return measured

    def _run(self, *arguments: object) -> str:
        command = [*self._command, *map(str, arguments)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


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
