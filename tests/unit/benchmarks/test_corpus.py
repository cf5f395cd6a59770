"""Documents of the benchmarks' corpora."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.corpus import SAMPLE, Corpus, of_copy, tab_separated
from benchmarks.prose import documents
from benchmarks.prose_text import paragraphs


def test_copies_have_ids_of_their_own() -> None:
    corpus = Corpus(SAMPLE, 40, copies=3)
    found = list(corpus.documents())
    assert len(found) == 120
    assert len({document["id"] for document in found}) == 120
    assert [{**document, "id": ""} for document in found[:40]] == [{**document, "id": ""} for document in found[80:]]
    assert corpus.name == "strikes-x3"


@pytest.mark.parametrize("line", [b'{"id": "7", "name": "a"}', b'{"name":"a","id":"7"}'])
def test_the_id_of_a_copy_begins_with_its_number(line: bytes) -> None:
    assert b'"2-7"' in of_copy(line, 2)


def test_documents_for_lucene_are_lines_of_nine_parts_of_the_first_copy() -> None:
    lines = list(tab_separated(Corpus(SAMPLE, 300, copies=2)))
    assert len(lines) == 300
    assert {line.count("\t") for line in lines} == {8}


def test_paragraphs_of_html_are_what_stands_between_block_tags(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    page = "<html><head><title>On &amp; off</title><style>p {}</style></head><body><nav>skip all of this please</nav>"
    path.write_text(
        page + "<p>The <b>big</b> bird\n flew away.</p><li>too short</li><p>It came back the next day.</body>"
    )
    assert paragraphs(path) == ("On & off", ["The big bird flew away.", "It came back the next day."])


def test_paragraphs_of_plain_text_are_parted_by_blank_lines_and_lose_their_markup(tmp_path: Path) -> None:
    path = tmp_path / "guide.rst.txt"
    path.write_text("Title\n=====\n\nCall ``open()`` once\nper file.\n\n* one two three four\n")
    assert paragraphs(path) == ("guide", ["Call open() once per file.", "one two three four"])


def test_prose_is_cut_into_documents_of_whole_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "usr/share/doc/git-doc/long.txt"
    path.parent.mkdir(parents=True)
    path.write_text("\n\n".join(f"paragraph {n} " + "word " * 48 for n in range(200)))
    found = list(documents("git-doc", "1.0", tmp_path, np.random.default_rng(1)))
    assert len(found) > 3
    assert all(200 <= document["downloads"] <= 3_050 for document in found)
    assert found[0]["name"] == "long"
    assert found[1]["name"] == "long, part 2"
    text = "\n\n".join(document["summary"] for document in found)
    assert text.startswith("paragraph 0 word")
    assert [int(line.split()[1]) for line in text.split("\n\n")] == list(range(text.count("paragraph")))
