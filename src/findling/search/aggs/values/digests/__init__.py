"""t-digests: what is kept of so many numbers that keeping all would be too much."""
