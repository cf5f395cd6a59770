"""Runs Lucene: compiles the Java program and puts chains and texts to it."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).parent / "java"
Chain = Mapping[str, Any]


class LuceneError(Exception):
    """Lucene refused a chain or failed on a text."""


class Lucene:
    """A running Java program. Made by `running`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def analyze(self, chain: Chain, texts: Sequence[str]) -> dict[str, Any]:
        """Returns {"texts": tokens of each text, "ends": [increment, offset]}.

        A token is [term, start, end, increment, length, type, payload].
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"chain": chain, "texts": list(texts)}), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise LuceneError(answer["error"])
        return answer


def java(jar: Path, classes: Path, program: str) -> list[str]:
    """Returns the command that runs one of the Java programs."""
    options = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{jar}{os.pathsep}{classes}"]
    return [str(_tool("java")), *options, program]


def compiled(jar: Path, classes: Path) -> None:
    """Compiles the Java programs into the directory `classes`."""
    command = [_tool("javac"), "-nowarn", "-proc:none", "-cp", jar, "-d", classes, *SOURCES.glob("*.java")]
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


def _tool(name: str) -> Path:
    java_home = os.environ.get("JAVA_HOME")
    return Path(java_home, "bin", name) if java_home else Path(name)


@contextmanager
def running(jar: Path, classes: Path) -> Iterator[Lucene]:
    """Compiles the Java program into the directory `classes` and runs it against the jar."""
    compiled(jar, classes)
    command = java(jar, classes, "Oracle")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Lucene(process)
        process.stdin.close()  # type: ignore[union-attr]
