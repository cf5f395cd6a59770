"""What `score` scripts have beside the values of documents: decay, random, saturating and vector functions."""
