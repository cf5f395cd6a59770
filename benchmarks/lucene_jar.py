"""Java and Lucene's jars: where they come from.

The jars are those of Lucene 10.5, fetched once by Maven into its repository. LUCENE_JAR names others.
Java is JAVA_HOME's, or the newest JDK of 21 or more below /usr/lib/jvm; without one root gets Debian's
openjdk-21-jdk-headless installed.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

_CACHE = Path(__file__).parent / ".cache"
_JDK = "openjdk-21-jdk-headless"
_LEAST_JAVA = 21
_LUCENE = "10.5.0"
_JARS = ("lucene-core", "lucene-analysis-common", "lucene-queries")
_MAVEN = ("mvn", "-q", "-B", "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get", "-Dtransitive=false")
_QUIET = ("-nowarn", "-XDignore.symbol.file", "-Xlint:-deprecation")


class JavaMissingError(Exception):
    """There is no Java to run Lucene with."""


def java(program: str) -> str:
    """Returns the path of `java` or `javac`, which root gets installed. Raises JavaMissingError."""
    home = os.environ.get("JAVA_HOME") or _newest_home()
    if home is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"installing {_JDK}", file=sys.stderr)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", _JDK]):
            subprocess.run(["apt-get", "-qq", *command], check=False, env=environment, stdout=subprocess.DEVNULL)
        home = _newest_home()
    path = f"{home}/bin/{program}" if home else program
    if shutil.which(path) is None:
        raise JavaMissingError(f"no {path}: install a JDK (as root: apt-get install {_JDK}) or name one in JAVA_HOME")
    return path


def _newest_home() -> str | None:
    """Returns the folder of the newest JDK that runs Lucene, None if there is none."""
    homes = [path.parent.parent for path in Path("/usr/lib/jvm").glob("*/bin/javac")]
    versions = [(int(found[0]), str(home)) for home in homes if (found := re.findall(r"\d+", home.name))]
    version, newest = max(versions, default=(0, ""))
    return newest if version >= _LEAST_JAVA else None


def jar() -> str:
    """Returns the class path of Lucene; fetches its jars if need be."""
    return os.environ.get("LUCENE_JAR") or ":".join(map(str, map(_fetched, _JARS)))


def _fetched(name: str) -> Path:
    path = Path.home() / f".m2/repository/org/apache/lucene/{name}/{_LUCENE}/{name}-{_LUCENE}.jar"
    if not path.exists():
        if shutil.which("mvn") is None:
            raise JavaMissingError("no mvn to fetch Lucene with: install Maven or name its jars in LUCENE_JAR")
        subprocess.run([*_MAVEN, f"-Dartifact=org.apache.lucene:{name}:{_LUCENE}:jar"], check=True)
    return path


def compiled(sources: Path) -> Path:
    """Compiles Java files and returns the folder of the classes."""
    classes = _CACHE / "classes"
    classes.mkdir(parents=True, exist_ok=True)
    files = [str(path) for path in sorted(sources.glob("*.java"))]
    subprocess.run([java("javac"), *_QUIET, "-cp", jar(), "-d", str(classes), *files], check=True)
    return classes
