"""Sign-up without friction: people act first and get a name later.

`guests` gives tokens without a form; `phones` verifies numbers by codes; `claiming` gives people what they did as
guests, and what was written for a contact that they have verified; `own_realm` lets Findling itself trust the
provider's tokens. Which documents have owners is said by rules of ownership; `findling.node.ownership` hands them over.
"""
