"""Kernels over sorted lists of terms: look-ups, prefixes, wildcards, automata, edit distances."""
