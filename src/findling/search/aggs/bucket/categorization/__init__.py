"""Texts that are alike: `categorizer` finds them, `token_weights` says which words tell them apart."""
