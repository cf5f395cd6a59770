"""Java and Lucene's jar: where they come from.

The jar is Lucene 9.9, whole, as PyPI's source package pyserini carries it: fetched once into .cache/ beside this file.
LUCENE_JAR names another one. (Debian's liblucene9-java lacks what reads memory-mapped files on a new Java.)
Java is Debian's openjdk-21-jdk-headless, which root gets installed; JAVA_HOME names another one.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

_CACHE = Path(__file__).parent / ".cache"
_JDK = "openjdk-21-jdk-headless"
_PACKAGE = "pyserini==1.2.0"
_QUIET = ("-nowarn", "-XDignore.symbol.file", "-Xlint:-deprecation")


class JavaMissingError(Exception):
    """There is no Java to run Lucene with."""


def java(program: str) -> str:
    """Returns the path of `java` or `javac`, which root gets installed. Raises JavaMissingError."""
    home = os.environ.get("JAVA_HOME")
    path = f"{home}/bin/{program}" if home else program
    if not home and shutil.which(path) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"installing {_JDK}", file=sys.stderr)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", _JDK]):
            subprocess.run(["apt-get", "-qq", *command], check=False, env=environment, stdout=subprocess.DEVNULL)
    if shutil.which(path) is None:
        raise JavaMissingError(f"no {path}: install a JDK (as root: apt-get install {_JDK}) or name one in JAVA_HOME")
    return path


def jar() -> Path:
    """Returns the path of Lucene's jar; downloads it if need be."""
    if "LUCENE_JAR" in os.environ:
        return Path(os.environ["LUCENE_JAR"])
    path = _CACHE / "lucene.jar"
    if not path.exists():
        _CACHE.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "pyserini"]
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


def compiled(sources: Path) -> Path:
    """Compiles Java files and returns the folder of the classes."""
    classes = _CACHE / "classes"
    classes.mkdir(parents=True, exist_ok=True)
    files = [str(path) for path in sorted(sources.glob("*.java"))]
    subprocess.run([java("javac"), *_QUIET, "-cp", str(jar()), "-d", str(classes), *files], check=True)
    return classes
