"""Ownership: documents that were written without a name, or for a contact, become somebody's.

`claim` is the record of one such handing over, with its states; Claims (claims) carries them out, resumes what a crash
left, and takes them back; `owned_documents` finds and changes the documents. Rules of ownership are kept by
`findling.security.ownership`, who a guest is and whether a contact is verified is for others to know.
"""
