"""auto_date_histogram: how many buckets there are is given, how long they are follows from it."""
