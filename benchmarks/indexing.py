"""Indexes a corpus with each engine, one after the other, each in a process of its own on so many cores."""

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import findling_engine, tantivy_index
from benchmarks.child import run_child
from benchmarks.corpus import Corpus
from benchmarks.engine import FINDLING, FROM_JSON, FROM_OBJECTS, LUCENE, TANTIVY, Indexing
from benchmarks.lucene_engine import LuceneEngine

_INDEXERS: dict[str, Callable[[Corpus, Path, int], Indexing]] = {
    FINDLING: findling_engine.index_corpus,
    TANTIVY: tantivy_index.index_corpus,
    FROM_JSON: tantivy_index.index_json,
    FROM_OBJECTS: tantivy_index.index_objects,
}
_SEARCHED = (LUCENE, FINDLING, TANTIVY)


def key(engine: str, cores: int) -> str:
    """Returns what an engine's figures are filed under."""
    return engine if cores == 1 else f"{engine}, {cores} cores"


def index_all(corpus: Corpus, folder: Path, lucene: LuceneEngine, cores: Sequence[int]) -> dict[str, Indexing]:
    """Indexes with all engines below a folder; what is there from an earlier run is kept, with its figures.

    The indexes made on one core stay, to be searched; the others are only for their figures.
    """
    known = folder / "indexing.json"
    if known.exists():
        return {name: Indexing(**figures) for name, figures in json.loads(known.read_text()).items()}
    indexing = {}
    for n in cores:
        for engine in (LUCENE, *_INDEXERS):
            target = folder / (engine if n == 1 and engine in _SEARCHED else "not-searched")
            if engine == LUCENE:
                indexing[key(engine, n)] = lucene.index(corpus, target, n)
            else:
                indexing[key(engine, n)] = _in_child(engine, corpus, target, n)
            print(f"{key(engine, n)}: {indexing[key(engine, n)]}", file=sys.stderr)
            shutil.rmtree(folder / "not-searched", ignore_errors=True)
    known.write_text(json.dumps({name: asdict(figures) for name, figures in indexing.items()}))
    return indexing


def _in_child(engine: str, corpus: Corpus, folder: Path, cores: int) -> Indexing:
    what = [engine, str(corpus.path), str(corpus.limit or 0), str(corpus.copies), str(folder), str(cores)]
    child = run_child([sys.executable, "-m", "benchmarks.indexing", *what], cores)
    return Indexing(**json.loads(child.output))


def main() -> None:
    """`python -m benchmarks.indexing ENGINE CORPUS LIMIT COPIES FOLDER CORES`: indexes in this process; prints JSON."""
    engine, path, limit, copies, folder, cores = sys.argv[1:]
    corpus = Corpus(Path(path), int(limit) or None, int(copies))
    print(json.dumps(asdict(_INDEXERS[engine](corpus, Path(folder), int(cores)))))


if __name__ == "__main__":
    main()
