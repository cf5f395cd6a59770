"""Packages are slim, run, and are refused if they could not."""

import importlib.machinery
import struct
import subprocess
import sys
import types
import zipfile
from pathlib import Path
from typing import Any

import pytest

from findling.serverless.deploy.package import LIMIT, PackageError, is_loadable, rewrite, slim

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
    kept = ["app.py", "findling/serverless/handler.py", "numpy/_core/x.py", "findling/analysis/data/words.txt"]
    dropped = [
        "numpy/tests/test_x.py",
        "numpy/_core/include/x.h",
        "numpy/x.pyi",
        "boto3/session.py",
        "zappa/cli.py",
        "pip-24.dist-info/METADATA",
        "findling/kernels/text/tokens.c",
        "app.pyc",
        "distutils-precedence.pth",
    ]
    source = package(tmp_path / "old.zip", dict.fromkeys([*kept, *dropped], b"x = 1\n"))
    parts = rewrite(source, tmp_path / "new.zip", RUNTIME)
    found = names(tmp_path / "new.zip")
    assert {name for name in found if not name.endswith(".pyc")} == set(kept)
    assert parts.total == sum(entry.file_size for entry in zipfile.ZipFile(tmp_path / "new.zip").infolist())
    assert any(line.startswith("  findling") for line in parts.shown())


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
