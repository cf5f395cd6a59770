"""Given ranges, which may overlap: of numbers, dates and distances."""
