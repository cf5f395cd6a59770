"""What is stored of policies.

A Revision (revision) is everything that was in force at one time; `revisions` keeps them, numbered and never changed,
as records that name texts by their hash. `facts` tells what modules ask for, `documents` changes data at paths.
"""
