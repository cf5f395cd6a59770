"""The texts of hits, and their tokens.

`field_text` has the text of one field of a hit and where its tokens are, `field_texts` makes those of all hits shown.
"""
