"""Types of values that stand for many: histograms, and the figures of many numbers."""
