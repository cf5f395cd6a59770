"""The log of a shard's operations: the `OperationLog` seam (operation_log) and its local form, generations of files."""
