"""The tables of java.math: numbers of any size."""
