"""The documents of the segments that tests/formats keeps. They never change: a new format gets a new file of the same.

`python -m tests.reference.format_documents` writes the file of the current format.
"""

from pathlib import Path

from findling.codec.segment import FORMAT
from findling.codec.segment_writer import write_segment
from tests.reference.segment_model import Doc, segment_data

FOLDER = Path(__file__).parents[1] / "formats"


def format_path(number: int) -> Path:
    """Returns the file of a format."""
    return FOLDER / f"format-{number}.seg"


def documents() -> list[Doc]:
    """Returns 303 documents: terms of several blocks, nested documents, unique and shared values."""
    docs = [_document(number) for number in range(300)]
    child = Doc("", root=False, body=[("child", 0)], seq_no=300)
    return [*docs, child, child, Doc("parent", b'{"nested":[{},{}]}', 300, label=[b"parent"])]


def _document(number: int) -> Doc:
    words = ["the"] + ["word"] * (number % 4) + [f"w{number * number % 37}", f"only{number}"]
    return Doc(
        f"doc-{number:04d}",
        b'{"number":%d,"text":"%s"}' % (number, " ".join(words).encode()),
        number,
        version=1 + number // 250,
        routing=None if number % 5 else f"r{number % 3}",
        body=[(word, place) for place, word in enumerate(words)] if number % 7 else [],
        notes=[(word, 2 * place) for place, word in enumerate(words[:3])] if number % 11 == 0 else [],
        tags=[b"tag%d" % (number % 4), b"tag%d" % (number % 6)] if number % 3 else [],
        label=[b"label-%05d" % (number * 7919 % 300)],
        size=[number * 1000 - 50_000],
        price=[number / 4, number * 1.1] if number % 2 else [],
    )


if __name__ == "__main__":
    write_segment(format_path(FORMAT), segment_data(documents()))
