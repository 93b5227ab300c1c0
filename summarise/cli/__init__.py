"""The command line. It calls the pipeline and jobs, prints and exits; nothing else does."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from uuid import uuid4

from summarise.errors import SummariseError
from summarise.logs import listen, note

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    from summarise.cli.common import INTERRUPTED, READER_LEFT
    from summarise.cli.options import parse

    try:
        options = parse(argv)
        listen(
            quiet=getattr(options, "quiet", False),
            verbose=getattr(options, "verbose", False),
            log_format=getattr(options, "log_format", None) or "text",
            run=uuid4().hex,
        )
        code = options.run(options)
    except SummariseError as error:
        note(f"error: {error}")
        for line in getattr(error, "details", ()):
            note(f"  {line}", as_it_is=True)
        code = error.exit_code
    except KeyboardInterrupt:
        note("interrupted")
        code = INTERRUPTED
    except BrokenPipeError:
        code = READER_LEFT
    sys.exit(code)


if __name__ == "__main__":
    main()
