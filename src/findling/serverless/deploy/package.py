"""Slims the package that Zappa has built, and refuses one that would not run. Zappa calls `slim`.

Drops tests, stubs, headers, tools of deployment and byte code: Zappa dates all files 1980, so that byte code with
times is stale, and /var/task cannot be written to: each cold start would compile everything. What is written here
instead is byte code that is never compared with its source, without the docstrings of modules and functions; instead
of the sources of Findling and libraries (errors still name file and line), beside those of the project. Symbols of
shared libraries are stripped where binutils are there. At last the function is started once, as Lambda will start it
(see `prepared`).
"""

import ast
import importlib.util
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import _bootstrap_external
from pathlib import Path
from typing import Any, Final

from findling.serverless.deploy.prepared import HANDLER, NAME, BrokenPackageError, prepared

LIMIT: Final = 250 << 20
"""Bytes of a package unzipped that Lambda takes."""
KEPT: Final = "findling_keeps"
"""Setting of a stage: names of packages that its own functions need, though they are dropped otherwise."""
_DROPPED: Final = re.compile(
    r"(^|/)(tests?|testing|__pycache__|include|f2py|distutils)/"
    r"|\.(pyi|pxd|pyx|a|h|c|cpp|pyc|md|rst|f90)$"
    # what libraries carry twice, or for their own tests
    r"|^numpy/_core/_(simd|\w+_tests)\.|^zstandard/(_cffi|backend_cffi)\."
    r"|^findling/(cli|identity|testing|rest/graphql/graphiql|rest/pages/console)/"
    r"|^distutils-precedence\.pth$|\.dist-info/(RECORD|INSTALLER|REQUESTED|WHEEL|licenses/|sboms/)"
)
_UNUSED: Final = re.compile(
    # tools that build and deploy, and what comes with them
    r"(pip|setuptools|pkg_resources|wheel|zappa|troposphere|cfn_\w+|argcomplete|hjson|tqdm|placebo|kappa|slugify|python_slugify"
    r"|text_unidecode|toml|click|werkzeug|markupsafe|requests|urllib3|certifi|charset_normalizer|idna|durationpy|jmespath"
    r"|_distutils_hack|boto3|botocore|s3transfer|pygments|rich|markdown_it|mdurl|Cython|cython|mypy|moto|docutils"
    r"|dateutil|python_dateutil|six|packaging|cffi|pycparser"
    # a server's sockets
    r"|uvicorn|uvloop|httptools|h11|websockets)(-[^/]*)?(/|\.py$)"
)
_KEPT: Final = re.compile(
    r"^(numpy/(_core|lib|linalg|random|fft|ma|matrixlib|polynomial|testing)/|findling/)[^/]*\.pyx?$"
)
_MACHINES: Final = {62: "x86_64", 183: "arm64"}
_ELF: Final = b"\x7fELF"
_LOADED: Final = 1
_code_to_hash_pyc: Any = vars(_bootstrap_external)["_code_to_hash_pyc"]
"""What py_compile writes with, which takes no code that comes from a package."""


class PackageError(SystemExit):
    """A package that would not run; ends Zappa with the reason."""


@dataclass(slots=True)
class Parts:
    """What a package consists of. sizes: bytes unzipped, by the first part of names"""

    sizes: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.sizes.values())

    def count(self, name: str, size: int) -> None:
        """Counts a file."""
        self.sizes[_top(name)] += size

    def shown(self) -> Iterator[str]:
        """Yields lines: the largest parts, and what the others are together."""
        largest = self.sizes.most_common(12)
        for name, size in largest:
            yield f"  {name:<24} {size / 1e6:8.1f} MB"
        rest = self.total - sum(size for _, size in largest)
        yield f"  {'others':<24} {rest / 1e6:8.1f} MB"
        yield f"  {'together':<24} {self.total / 1e6:8.1f} MB"


def slim(cli: Any) -> None:
    """Rewrites the package of Zappa's command. Raises PackageError; then no package is left lying about."""
    path = Path(cli.zip_path)
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        parts = rewrite(path, unfinished, cli.stage_config)
        _prepare(unfinished, parts)
    except BaseException:
        path.unlink(missing_ok=True)  # the next build would pack it
        unfinished.unlink(missing_ok=True)
        raise
    unfinished.replace(path)
    print("\n".join(parts.shown()))
    print(f"package: {parts.total / 1e6:.1f} MB unzipped, {path.stat().st_size / 1e6:.1f} MB zipped")


def rewrite(source: Path, target: Path, settings: dict[str, Any]) -> Parts:
    """Writes a slim package of another. Raises PackageError."""
    tag = settings.get("runtime", "").replace("python", "cpython-").replace(".", "")
    if tag and tag != sys.implementation.cache_tag:
        raise PackageError(f"the function runs {tag}, this is {sys.implementation.cache_tag}: build with its Python")
    machine, kept = settings.get("architecture", "x86_64"), frozenset(settings.get(KEPT, ()))
    parts = Parts()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new:
        installed, compiled = _installed(old), _compiled(old)
        for entry in old.infolist():
            if entry.is_dir() or entry.filename in compiled or _is_dropped(entry.filename, kept):
                continue
            for name, content in _files(entry.filename, old.read(entry), machine, entry.filename in installed):
                _add(new, name, content)
                parts.count(name, len(content))
    if parts.total > LIMIT:
        raise PackageError(
            f"the package has {parts.total} bytes unzipped, Lambda takes {LIMIT}:\n" + "\n".join(parts.shown())
        )
    return parts


def _is_dropped(name: str, kept: frozenset[str]) -> bool:
    if _UNUSED.match(name) and _top(name) not in kept:
        return True
    return _DROPPED.search(name) is not None and not _KEPT.match(name)


def _top(name: str) -> str:
    return name.partition("/")[0].partition("-")[0].removesuffix(".py")


def _installed(package: zipfile.ZipFile) -> frozenset[str]:
    """Returns the files that pip has installed, and Findling's, wherever it comes from."""
    records = [name for name in package.namelist() if name.endswith(".dist-info/RECORD")]
    lines = (line for name in records for line in package.read(name).decode().splitlines())
    ours = (name for name in package.namelist() if name.startswith("findling/"))
    return frozenset((*(line.rsplit(",", 2)[0] for line in lines), *ours))


def _compiled(package: zipfile.ZipFile) -> frozenset[str]:
    """Returns the sources of Findling's kernels that are there as libraries."""
    kernels = (name for name in package.namelist() if name.startswith("findling/kernels/") and name.endswith(".so"))
    return frozenset(f"{name.partition('.')[0]}.py" for name in kernels)


def _prepare(path: Path, parts: Parts) -> None:
    """Adds to a package with Findling's function what makes its start quick. Raises PackageError if it has none."""
    with zipfile.ZipFile(path) as package:
        if f"{HANDLER.replace('.', '/')}.pyc" not in package.namelist():
            return
    try:
        content = prepared(path)
    except BrokenPackageError as error:
        raise PackageError(f"packaging error: the function does not start:\n{error}") from error
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        _add(package, NAME, content)
    parts.count(NAME, len(content))


def _files(name: str, content: bytes, machine: str, installed: bool) -> Iterator[tuple[str, bytes]]:
    """Yields a file as it goes into the package, and byte code beside sources, or instead of those that are installed.

    Raises PackageError.
    """
    if content[:4] == _ELF:
        found = _MACHINES.get(struct.unpack("<H", content[18:20])[0], "another machine")
        if found != machine:
            raise PackageError(f"{name} is for {found}, the function runs on {machine}: build on such a machine")
        content = _stripped(content)
    code = _byte_code(name, content) if name.endswith(".py") else None
    if code is None or not installed:
        yield name, content
    if code is not None:
        folder, file = os.path.split(name)
        beside = os.path.join(folder, "__pycache__", f"{file[:-3]}.{sys.implementation.cache_tag}.pyc")
        yield f"{name}c" if installed else beside, code


def _byte_code(name: str, source: bytes) -> bytes | None:
    """Returns the byte code of a source; None for what is none, such as templates."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        # those of classes stay: data classes make one, by a signature, where there is none
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
            _forget_docstring(node)
    code = compile(tree, f"/var/task/{name}", "exec", dont_inherit=True)
    return bytes(_code_to_hash_pyc(code, importlib.util.source_hash(source), False))


def _forget_docstring(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    if ast.get_docstring(node, clean=False) is not None:
        rest = node.body[1:]
        node.body = rest or [ast.copy_location(ast.Pass(), node.body[0])]


def _stripped(content: bytes) -> bytes:
    """Returns a shared library without symbols; as it is where that fails, or would leave one that cannot be loaded."""
    strip = shutil.which("strip")
    if strip is None:
        return content
    with tempfile.NamedTemporaryFile(suffix=".so") as file:
        file.write(content)
        file.flush()
        done = subprocess.run([strip, "--strip-unneeded", file.name], capture_output=True, check=False)
        stripped = Path(file.name).read_bytes()
    return stripped if done.returncode == 0 and is_loadable(stripped) else content


def is_loadable(library: bytes) -> bool:
    """Whether the segments of a 64-bit library lie where they can be mapped.

    Those of libraries that patchelf has been at, as in wheels, no longer do once they are stripped.
    """
    table, entry_size, count = struct.unpack_from("<Q", library, 32)[0], *struct.unpack_from("<HH", library, 54)
    for place in range(table, table + count * entry_size, entry_size):
        kind, _, offset, address, _, _, _, alignment = struct.unpack_from("<IIQQQQQQ", library, place)
        if kind == _LOADED and alignment > 1 and (address - offset) % alignment:
            return False
    return True


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16  # others' modes may not be readable for Lambda's user
    entry.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(entry, content)
