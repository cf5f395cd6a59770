"""The policy decides about Findling's own requests.

The `question` is what the rule "findling.authz.decision" sees as its input; a Decision (decision) is its answer; the
Decider (decider) asks, remembers answers where that is right, and notes them. `authorizer` puts it into the chain of
`findling.security`; the access under which a request is carried out is narrowed by it (`policy_access`): names of
indices that its body brings are asked about too, and documents and fields are hidden as roles hide them.
"""
