"""``python -m regolex`` is the command line."""

from regolex.commands.cli import main

main()
