"""Bundles: modules and data that come together, in a tar archive, perhaps signed. `archive` reads them, `signature`
tells whether they are whole and whose.
"""
