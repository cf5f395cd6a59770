"""The plain highlighter: each value is cut into pieces of a size, whose terms are weighed one by one."""
