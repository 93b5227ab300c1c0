"""``python -m summarise`` is the command ``summarise``."""

from summarise.cli import main

main()
