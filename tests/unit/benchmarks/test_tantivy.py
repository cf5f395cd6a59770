"""Tantivy's side: it finds as many documents as Findling. Skipped without the binding, which `make bench` installs."""

import importlib
from pathlib import Path

import pytest

from benchmarks.agreement import check_tantivy
from benchmarks.corpus import SAMPLE, Corpus
from benchmarks.drawing import draw_queries
from benchmarks.findling_engine import FindlingEngine, index_corpus

tantivy = pytest.importorskip("tantivy")
tantivy_index = importlib.import_module("benchmarks.tantivy_index")
tantivy_engine = importlib.import_module("benchmarks.tantivy_engine")

CORPUS = Corpus(SAMPLE, 300, copies=2)


def test_tantivy_counts_what_findling_counts(tmp_path: Path) -> None:
    assert tantivy_index.index_corpus(CORPUS, tmp_path / "tantivy", 1).documents == 600
    assert index_corpus(CORPUS, tmp_path / "findling", 1).documents == 600
    ours, theirs = FindlingEngine(tmp_path / "findling"), tantivy_engine.TantivyEngine(tmp_path / "tantivy")
    compared = 0
    for query in draw_queries(CORPUS, 3):
        search = theirs.prepare(query)
        if search is not None:
            compared += 1
            check_tantivy(query, ours.answer(query, ours.prepare(query)()), theirs.answer(query, search()))
    assert compared > 100
    ours.close()


@pytest.mark.parametrize("start", ["index_json", "index_objects"])
def test_tantivy_indexes_lines_of_json(tmp_path: Path, start: str) -> None:
    assert getattr(tantivy_index, start)(CORPUS, tmp_path / "index", 2).documents == 600
    assert tantivy.Index.open(str(tmp_path / "index")).searcher().num_docs == 600
