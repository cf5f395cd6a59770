"""Doc values: what `doc['f']` and `field('f')` are in scripts that look at documents, by kind of field.

Each kind is a list of a document's values, sorted as columns keep them, with the class and the methods that it has in
Elasticsearch. Whoever runs a script fills them (findling.search); nothing here knows columns.
"""
