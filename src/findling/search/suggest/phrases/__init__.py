"""What the phrase suggester is made of.

`generator` draws the candidates (`candidate`) of each word, `smoothing` says how likely words follow each other,
`corrections` finds the best phrases among all that can be made of them, and `collation` asks which of these documents
match. Not here: the members of the suggester, which the suggester reads itself.
"""
