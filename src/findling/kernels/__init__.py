"""Compiled loops (Cython in pure Python mode): arrays in, arrays out, no Python objects inside, the GIL released.

`text` and `terms` serve analysis and dictionaries, `postings` the inverted index, `columns` values and sets of
documents, `search` the top-k searches. Each module has a twin in NumPy in tests/reference and also runs uncompiled
(`cimports` makes the same import lines work then).
"""

from findling.kernels.cimports import install

install()
