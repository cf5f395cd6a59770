"""The processors of search pipelines, one file each, registered by their names."""
