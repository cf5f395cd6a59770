"""What the completion suggester is made of.

`options` reads how beginnings are compared, `contexts` which contexts are asked for. `paths` finds the beginnings of
terms that fit, `top_suggestions` the best of what begins so. Not here: the terms themselves, which mapping makes, and
the documents that options show, which the search's fetch phase reads.
"""
