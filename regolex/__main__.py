"""``python -m regolex`` is the command line."""

from regolex.cli import main

main()
