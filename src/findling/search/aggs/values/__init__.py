"""Where the values of aggregations come from: columns, ordinals, and how values are shown.

`values_source` reads the parameters (field, missing, format), `numeric_values` and `ordinal_values` give a segment's
values for rows, `value_format` prints them, `rounding` cuts dates.
"""
