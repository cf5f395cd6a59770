"""What a process of functions may use: limits of the kernel, and files."""

import resource
import sysconfig
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

import findling
from findling.base.errors import IllegalArgumentError
from findling.edge.functions.landlock import restrict

_MOST_FILES: Final = 64
_SYSTEM: Final = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache"),
    *("/etc/localtime", "/etc/ssl", "/sys/devices/system/cpu", "/proc/cpuinfo", "/proc/meminfo", "/dev/urandom"),
)
_DEVICES: Final = ("/dev/null",)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one bundle may use.

    memory_bytes: of address space, the interpreter's own 50 MB among it; cpu_s: of one call; timeout_ms: of one call
    file_bytes: of each file it writes; network: whether it may use TCP; queue: events that wait for it at most
    """

    memory_bytes: int = 512 << 20
    cpu_s: int = 10
    timeout_ms: int = 30_000
    file_bytes: int = 64 << 20
    network: bool = False
    queue: int = 10_000

    @classmethod
    def parse(cls, given: object) -> Self:
        """Reads limits. Raises IllegalArgumentError for names there are not and for values that are none."""
        if not isinstance(given, Mapping):
            raise IllegalArgumentError("[limits] must be an object")
        usual = asdict(cls())
        for name, value in given.items():
            if name not in usual:
                raise IllegalArgumentError(f"unknown limit [{name}], there are {sorted(usual)}")
            if type(value) is not type(usual[name]) or (name != "network" and value < 1):
                raise IllegalArgumentError(f"limit [{name}] cannot be [{value}]")
        return cls(**{**usual, **given})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def confine(limits: Limits, code: Path, data: Path, readable: list[Path], use_landlock: bool) -> None:
    """Confines this process for ever: it reads its code and the libraries, and writes its data. Raises OSError.

    readable: what it may read besides; use_landlock: False leaves it all files of its user
    """
    for which, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, _MOST_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (most, most))
    if use_landlock:
        restrict([code, *readable, *_libraries()], [data, *map(Path, _DEVICES)], limits.network)


def _libraries() -> list[Path]:
    own = Path(findling.__file__).parent
    paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return [own, *map(Path, sorted(paths)), *map(Path, _SYSTEM)]
