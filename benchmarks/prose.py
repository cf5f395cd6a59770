"""Builds a corpus of long English prose from Debian's documentation: `python -m benchmarks.prose FILE.jsonl.zst`.

The packages are fetched by `apt-get download`, as any user of Debian may, and unpacked into a temporary folder; nothing
is installed, and the text is not part of this project (all are from Debian's main section: free, under licences of
their own). Their texts are cut at paragraphs into documents of a few hundred to a few thousand words, always alike.
The packages' versions differ from one Debian release to the next, and so does the corpus: compare within a run only.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import zstandard

from benchmarks.prose_text import paragraphs

# what to read of each package; names without a version lead to the release's package
PACKAGES = {
    "linux-doc": "**/_sources/**/*.txt",
    "python3-doc": "**/_sources/**/*.txt",
    "python-django-doc": "**/html/**/*.html",
    "git-doc": "**/*.txt",
    "perl-doc": "**/*.pod",
    "postgresql-doc": "**/*.html",
    "php-doc": "**/*.html",
    "libreoffice-help-en-us": "**/text/**/*.html",
    "debian-handbook": "**/en-US/*.html",
}
# root downloads into a folder that apt's own user cannot see; apt would warn
_AS_ROOT = ("-o", "APT::Sandbox::User=root") if os.geteuid() == 0 else ()
_LEAST_WORDS, _MOST_WORDS, _SEED = 200, 3_000, 7


def resolve(package: str) -> str:
    """Returns the package that a name leads to: itself, or the documentation it depends on, such as linux-doc-6.12."""
    output = subprocess.run(["apt-cache", "depends", package], check=True, capture_output=True, text=True).stdout
    depends = [line.split()[-1] for line in output.splitlines() if line.strip().startswith("Depends:")]
    stem = package.removesuffix("-doc").rstrip("0123456789.")
    return next((name for name in depends if "-doc" in name and name.startswith(stem)), package)


def fetch(package: str, folder: Path) -> tuple[Path, str]:
    """Downloads and unpacks a package below a folder; returns where its files are and its version."""
    name = resolve(package)
    target = folder / name
    target.mkdir()
    subprocess.run(["apt-get", "download", "-qq", *_AS_ROOT, name], check=True, cwd=target)
    (archive,) = target.glob("*.deb")
    field = ["dpkg-deb", "--field", str(archive), "Version"]
    version = subprocess.run(field, check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["dpkg-deb", "--extract", str(archive), str(target / "files")], check=True)
    return target / "files", version


def documents(package: str, version: str, root: Path, rng: np.random.Generator) -> Iterator[dict[str, Any]]:
    """Yields the documents of an unpacked package; each file's text is cut into pieces of random lengths."""
    for path in sorted(root.glob(PACKAGES[package])):
        if path.is_symlink() or not path.is_file():
            continue
        month = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT00:00:00Z")
        title, found = paragraphs(path)
        for number, (text, n_words) in enumerate(_pieces(found, rng), 1):
            yield {
                "id": f"{package}/{path.relative_to(root)}/{number}",
                "name": f"{title}, part {number}" if number > 1 else title,
                "version": version,
                "registry": package,
                "downloads": n_words,
                "month": month,
                "summary": text,
            }


def _pieces(found: list[str], rng: np.random.Generator) -> Iterator[tuple[str, int]]:
    """Yields texts of whole paragraphs with their numbers of words; what is left over at the end may be shorter."""
    piece: list[str] = []
    n_words, wanted = 0, _length(rng)
    for paragraph in found:
        piece.append(paragraph)
        n_words += len(paragraph.split())
        if n_words >= wanted:
            yield "\n\n".join(piece), n_words
            piece, n_words, wanted = [], 0, _length(rng)
    if n_words >= _LEAST_WORDS:
        yield "\n\n".join(piece), n_words


def _length(rng: np.random.Generator) -> float:
    """Returns a number of words; short texts are more frequent than long ones."""
    return float(np.exp(rng.uniform(np.log(_LEAST_WORDS), np.log(_MOST_WORDS))))


def build(target: Path) -> int:
    """Writes the corpus and returns the number of documents."""
    rng, n = np.random.default_rng(_SEED), 0
    with (
        tempfile.TemporaryDirectory() as folder,
        target.open("wb") as file,
        zstandard.ZstdCompressor(10).stream_writer(file) as writer,
    ):
        for package in PACKAGES:
            root, version = fetch(package, Path(folder))
            before = n
            for document in documents(package, version, root, rng):
                writer.write(b'{"id": ' + orjson.dumps(document)[len(b'{"id":') :] + b"\n")
                n += 1
            print(f"{package} {version}: {n - before:,} documents", file=sys.stderr)
    return n


def main() -> None:
    """Builds the file that the command names, unless it is there."""
    target = Path(sys.argv[1])
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(target.name + ".tmp")
        print(f"{target}: {build(partial):,} documents", file=sys.stderr)
        partial.rename(target)


if __name__ == "__main__":
    main()
