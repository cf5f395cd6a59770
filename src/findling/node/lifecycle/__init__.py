"""What becomes of indices with time: data streams shown with who manages them, their lifecycles, and policies.

`show_streams`, `stream_stats` answer requests; `stream_lifecycle` says what streams have of retention and
`stream_upkeep` does it: rolls over what is due, deletes what is too old, moves the windows of time series. `ilm` has
the policies of indices, `downsampling` what both make of time series; `clock` starts all of it when it is due.
"""
