"""What people read: `templates` of pages, and `messages` in several languages.

The files are in `data/`; a folder of the operator's comes first.
"""
