"""Compiles the kernels; everything else about the package stands in pyproject.toml.

FINDLING_KERNEL_CHECKS=1 builds them with bounds checks, for the kernel tests.
FINDLING_NO_KERNELS=1 builds none: they run as plain Python, slowly and with the same results.
FINDLING_CONSOLE and FINDLING_GRAPHIQL say whether the pages at /_console/ and /_graphql must be built
(console/build.py).
A wheel is built for Python's stable ABI, one for 3.11 and all later versions (docs/decisions/002-kernels-in-cython.md).
"""

import os
import pathlib
import runpy
import sys
import sysconfig

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build import build
from setuptools.command.sdist import sdist

CHECKS = os.environ.get("FINDLING_KERNEL_CHECKS") == "1"
# Cython's own helpers, once for all kernels: a third of the build time and of the size
SHARED = "findling.kernels._cyutility"
# an interpreter without the GIL has no stable ABI
STABLE_ABI = "bdist_wheel" in sys.argv and not sysconfig.get_config_var("Py_GIL_DISABLED")
# without fused multiply-add, which some machines have and some do not: scores are the same bits everywhere
FLAGS = ["-O3", "-ffp-contract=off"]
DIRECTIVES = {
    "language_level": 3,
    "boundscheck": CHECKS,
    "wraparound": False,
    "cdivision": not CHECKS,
    "initializedcheck": CHECKS,
    "freethreading_compatible": True,
}
_PAGES = runpy.run_path("console/build.py")
PAGES = {"build_console": _PAGES["BuildConsole"], "build_graphiql": _PAGES["BuildGraphiql"]}
KERNELS = (
    []
    if os.environ.get("FINDLING_NO_KERNELS")
    else sorted(path for path in pathlib.Path("src/findling/kernels").glob("*/*.py") if path.name != "__init__.py")
)


def extension(name: str, source: str) -> Extension:
    """Returns how a kernel is built."""
    # what kernels assert is looked at in the build with bounds checks, and where they run uncompiled
    macros = [] if CHECKS else [("CYTHON_WITHOUT_ASSERTIONS", "1")]
    macros += [("Py_LIMITED_API", "0x030B0000")] if STABLE_ABI else []
    return Extension(name, [source], extra_compile_args=FLAGS, define_macros=macros, py_limited_api=STABLE_ABI)


def extensions() -> list[Extension]:
    """Returns the kernels, and before them what they share."""
    if not KERNELS:
        return []
    shared = extension(SHARED, "src/findling/kernels/_cyutility.c")
    return [shared] + [
        extension(f"findling.kernels.{path.parent.name}.{path.stem}", path.as_posix()) for path in KERNELS
    ]


class Build(build):
    """Builds the pages before what is copied is looked for."""

    sub_commands = [*((name, None) for name in PAGES), *build.sub_commands]  # noqa: RUF012  as setuptools has it


class Sdist(sdist):
    """Brings the built pages along, for those who build without Node.js."""

    def run(self) -> None:
        for name in PAGES:
            self.run_command(name)
        super().run()


setup(
    cmdclass={"build": Build, "sdist": Sdist, **PAGES},
    options={
        "build_ext": {"parallel": os.cpu_count()},
        "bdist_wheel": {"py_limited_api": "cp311"} if STABLE_ABI and KERNELS else {},
    },
    ext_modules=cythonize(
        extensions(),
        include_path=["src"],
        compiler_directives=DIRECTIVES,
        force=CHECKS,
        shared_utility_qualified_name=SHARED,
        nthreads=os.cpu_count() or 1,
        show_all_warnings=False,
    ),
)
