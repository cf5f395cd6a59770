"""Packages are slim, run, and are refused if they could not."""

import importlib.machinery
import marshal
import struct
import subprocess
import sys
import types
import zipfile
from pathlib import Path
from typing import Any

import pytest

import findling
from findling.serverless.cold_start import read_codes
from findling.serverless.deploy.package import LIMIT, PackageError, is_loadable, rewrite, slim
from findling.serverless.deploy.prepared import NAME
from findling.serverless.deploy.remedies import remedy_for

SOURCES = Path(findling.__file__).parent
PREPARING = ("__init__.py", "version.py", "serverless/__init__.py", "serverless/cold_start.py",
             "serverless/deploy/__init__.py", "serverless/deploy/prepared.py")  # fmt: skip
RUNTIME = {"runtime": f"python{sys.version_info[0]}.{sys.version_info[1]}"}


def package(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def shared_library(machine: int) -> bytes:
    return b"\x7fELF" + bytes(14) + struct.pack("<H", machine) + bytes(40)


def names(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as found:
        return set(found.namelist())


def test_what_is_dropped_and_what_stays(tmp_path: Path) -> None:
    kept = ["app.py", "findling/serverless/http.py", "numpy/_core/x.py", "findling/analysis/data/words.txt"]
    dropped = [
        "numpy/tests/test_x.py",
        "numpy/_core/include/x.h",
        "numpy/x.pyi",
        "numpy/_core/_simd.cpython-311-x86_64-linux-gnu.so",
        "uvicorn/main.py",
        "boto3/session.py",
        "zappa/cli.py",
        "pip-24.dist-info/METADATA",
        "findling/kernels/text/tokens.c",
        "app.pyc",
        "distutils-precedence.pth",
    ]
    files = dict.fromkeys([*kept, *dropped], b"x = 1\n")
    source = package(tmp_path / "old.zip", {**files, "numpy-2.dist-info/RECORD": b"numpy/_core/x.py,sha256=x,6\n"})
    parts = rewrite(source, tmp_path / "new.zip", RUNTIME)
    found = names(tmp_path / "new.zip")
    cached = f"__pycache__/app.{sys.implementation.cache_tag}.pyc"  # of libraries and Findling no sources are packed
    assert found == {
        "app.py", cached, "findling/serverless/http.pyc", "numpy/_core/x.pyc", "findling/analysis/data/words.txt"
    }  # fmt: skip
    assert parts.total == sum(entry.file_size for entry in zipfile.ZipFile(tmp_path / "new.zip").infolist())
    assert any(line.startswith("  findling") for line in parts.shown())


def test_kernels_are_packed_compiled(tmp_path: Path) -> None:
    kernels = ["findling/kernels/__init__.py", "findling/kernels/a.py", "findling/kernels/b.py"]
    files = dict.fromkeys(kernels, b"x = 1\n")
    source = package(tmp_path / "old.zip", {**files, "findling/kernels/a.cpython-311-x86_64-linux-gnu.so": b"library"})
    rewrite(source, tmp_path / "new.zip", RUNTIME)
    assert names(tmp_path / "new.zip") == {
        "findling/kernels/__init__.pyc", "findling/kernels/b.pyc", "findling/kernels/a.cpython-311-x86_64-linux-gnu.so"
    }  # fmt: skip


def test_a_stage_keeps_what_its_functions_need(tmp_path: Path) -> None:
    source = package(tmp_path / "old.zip", dict.fromkeys(["requests/api.py", "six.py", "requests/tests/x.py"], b""))
    rewrite(source, tmp_path / "new.zip", {**RUNTIME, "findling_keeps": ["requests", "six"]})
    assert {name for name in names(tmp_path / "new.zip") if name.endswith(".py")} == {"requests/api.py", "six.py"}


def test_docstrings_stay_where_they_are_read(tmp_path: Path) -> None:
    text = b'"""Of the module."""\nclass A:\n    "of a class"\n    def a(self):\n        "of a method"\n'
    source = package(tmp_path / "old.zip", {"findling/a.py": text})
    rewrite(source, tmp_path / "new.zip", RUNTIME)
    code = marshal.loads(zipfile.ZipFile(tmp_path / "new.zip").read("findling/a.pyc")[16:])
    space: dict[str, Any] = {}
    exec(code, space)
    assert (space.get("__doc__"), space["A"].__doc__, space["A"].a.__doc__) == (None, "of a class", None)


def test_the_function_is_started_once(tmp_path: Path) -> None:
    """What data classes compile is packed; a package that does not start is refused, and says why."""
    runs = b"from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: int\nassert Point(1) == Point(1)\n"
    ours = {f"findling/{name}": (SOURCES / name).read_bytes() for name in PREPARING}
    path = package(tmp_path / "runs.zip", {**ours, "findling/serverless/handler.py": runs})
    slim(types.SimpleNamespace(zip_path=str(path), stage_config=RUNTIME))
    content = zipfile.ZipFile(path).read(NAME)
    (tmp_path / "prepared.marshal").write_bytes(content)
    codes = read_codes(tmp_path / "prepared.marshal")
    assert len(codes) == 3
    path = package(tmp_path / "breaks.zip", {**ours, "findling/serverless/handler.py": b"import not_there\n"})
    with pytest.raises(PackageError, match=r"does not start:(?s:.*)not_there") as refused:
        slim(types.SimpleNamespace(zip_path=str(path), stage_config=RUNTIME))
    assert "virtual environment is broken" in (remedy_for(str(refused.value)) or "")
    assert not path.exists()


def test_byte_code_is_taken_whatever_the_times(tmp_path: Path) -> None:
    source = package(tmp_path / "old.zip", {"module.py": b"print('ran')\n", "template.py": b"{{ no code }}"})
    rewrite(source, tmp_path / "new.zip", RUNTIME)
    with zipfile.ZipFile(tmp_path / "new.zip") as made:
        made.extractall(tmp_path / "task")
    told = subprocess.run(
        [sys.executable, "-v", "-c", "import module"], cwd=tmp_path / "task", capture_output=True, text=True, check=True
    )
    assert "ran" in told.stdout
    assert "code object from" in told.stderr
    assert "bytecode is stale" not in told.stderr


@pytest.mark.parametrize(
    ("settings", "files", "message"),
    [
        ({"runtime": "python3.9"}, {}, "build with its Python"),
        (RUNTIME, {"x.so": shared_library(183)}, "x.so is for arm64, the function runs on x86_64"),
        ({**RUNTIME, "architecture": "arm64"}, {"x.so": shared_library(62)}, "is for x86_64"),
        (RUNTIME, {"x.so": shared_library(8)}, "is for another machine"),
        (RUNTIME, {"large": bytes(LIMIT + 1)}, "bytes unzipped, Lambda takes"),
    ],
)
def test_what_would_not_run_is_refused(
    tmp_path: Path, settings: dict[str, Any], files: dict[str, bytes], message: str
) -> None:
    path = package(tmp_path / "old.zip", files)
    with pytest.raises(PackageError, match=message):
        slim(types.SimpleNamespace(zip_path=str(path), stage_config=settings))
    assert list(tmp_path.iterdir()) == []


def test_libraries_of_this_machine_still_load(tmp_path: Path) -> None:
    machine = {"x86_64": "x86_64", "aarch64": "arm64"}[subprocess.check_output(["uname", "-m"], text=True).strip()]
    suffix = importlib.machinery.EXTENSION_SUFFIXES[0]
    library = next(Path(sys.modules["numpy"].__file__ or "").parent.glob(f"_core/_multiarray_umath*{suffix}"))
    path = package(tmp_path / "old.zip", {library.name: library.read_bytes()})
    parts = rewrite(path, tmp_path / "new.zip", {**RUNTIME, "architecture": machine})
    assert 0 < parts.total <= library.stat().st_size


def test_every_library_of_numpy_can_be_mapped(tmp_path: Path) -> None:
    """Those that patchelf has been at cannot be stripped: binutils misalign their segments."""
    root = Path(sys.modules["numpy"].__file__ or "").parent
    libraries = [*root.parent.glob("numpy.libs/*.so*"), *root.glob("linalg/*.so")]
    assert libraries
    path = package(tmp_path / "old.zip", {library.name: library.read_bytes() for library in libraries})
    rewrite(path, tmp_path / "new.zip", RUNTIME)
    with zipfile.ZipFile(tmp_path / "new.zip") as made:
        made.extractall(tmp_path / "libraries")
        for name in made.namelist():
            assert is_loadable(made.read(name)), name
    environment = {"LD_LIBRARY_PATH": str(tmp_path / "libraries"), "PATH": "/usr/bin:/bin"}
    loading = "import ctypes, sys; [ctypes.CDLL(one) for one in sys.argv[1:]]"
    found = [str(tmp_path / "libraries" / one.name) for one in libraries if one.suffix != ".so" or "blas" in one.name]
    subprocess.run([sys.executable, "-S", "-c", loading, *found], env=environment, check=True)
