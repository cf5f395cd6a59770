"""Points and shapes, on the globe and on a plane."""
