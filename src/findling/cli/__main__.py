"""`python -m findling.cli`: the command line without its script."""

from findling.cli.main import main

main(prog_name="findling")
