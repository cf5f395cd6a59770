"""Terms and postings on disk: which documents have a term, how often, and where. Readers, writers and merging."""
