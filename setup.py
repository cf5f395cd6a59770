"""Compiles the kernels; everything else about the package stands in pyproject.toml.

FINDLING_KERNEL_CHECKS=1 builds them with bounds checks, for the kernel tests.
FINDLING_NO_KERNELS=1 builds none: they run as plain Python, slowly and with the same results.
"""

import os
import pathlib

from Cython.Build import cythonize
from setuptools import Extension, setup

CHECKS = os.environ.get("FINDLING_KERNEL_CHECKS") == "1"
# without fused multiply-add, which some machines have and some do not: scores are the same bits everywhere
# Cython's own helpers, once for all kernels: a third of the build time and of the size
SHARED = "findling.kernels._cyutility"
FLAGS = ["-O3", "-ffp-contract=off"]
DIRECTIVES = {
    "language_level": 3,
    "boundscheck": CHECKS,
    "wraparound": False,
    "cdivision": not CHECKS,
    "initializedcheck": CHECKS,
    "freethreading_compatible": True,
}
KERNELS = (
    []
    if os.environ.get("FINDLING_NO_KERNELS")
    else sorted(path for path in pathlib.Path("src/findling/kernels").glob("*/*.py") if path.name != "__init__.py")
)


def extensions() -> list[Extension]:
    shared = [Extension(SHARED, ["src/findling/kernels/_cyutility.c"], extra_compile_args=FLAGS)]
    return shared + [
        Extension(f"findling.kernels.{path.parent.name}.{path.stem}", [path.as_posix()], extra_compile_args=FLAGS)
        for path in KERNELS
    ]


setup(
    options={"build_ext": {"parallel": os.cpu_count()}},
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
