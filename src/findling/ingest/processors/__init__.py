"""The processors of pipelines, one a file. Standing here registers them."""
