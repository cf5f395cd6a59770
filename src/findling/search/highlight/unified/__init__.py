"""The unified highlighter: texts are cut into passages by breaks, and the best passages are shown."""
