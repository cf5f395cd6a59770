"""Kernels that read, write, merge and unite postings and positions."""
