"""What one who asks may do: `authority` (what the roles grant), `authorizer` (the chain that decides, and its sentences
in `denials`), `access` (which names and documents an action reaches)."""
