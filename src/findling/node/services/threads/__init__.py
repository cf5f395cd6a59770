"""The threads that carry out requests: a pool of each kind of work, with a queue of bounded length."""
