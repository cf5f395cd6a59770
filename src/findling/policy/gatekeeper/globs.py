"""Names with an asterisk at their beginning or end, as Gatekeeper matches them."""


def glob_matches(glob: str, name: str) -> bool:
    """Whether a name is that of a glob: `kube-*`, `*-system`, `*kube*`, or the name itself."""
    return _matches(glob, name) or (not glob.startswith("*") and not glob.endswith("*") and glob == name)


def glob_matches_generated(glob: str, prefix: str) -> bool:
    """Whether all names that begin with a prefix, which the API server completes, are those of a glob."""
    return glob.endswith("*") and _matches(glob, prefix)


def _matches(glob: str, name: str) -> bool:
    if glob.startswith("*") and glob.endswith("*"):
        return glob.removeprefix("*").removesuffix("*") in name
    if glob.startswith("*"):
        return name.endswith(glob[1:])
    return glob.endswith("*") and name.startswith(glob[:-1])
