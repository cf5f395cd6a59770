"""Kernels over characters and bytes: words, tokens, dictionaries of a batch, inversion, members of JSON objects."""
