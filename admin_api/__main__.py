"""`python -m admin_api`: the admin API on HOST and PORT."""

import sys

from engine.signals import end_at_once, until_told


def main() -> int:
    """0 after SIGINT or SIGTERM; 1, with one sentence, where the API cannot start."""
    end_at_once()
    import asyncio

    from admin_api.start import serve
    from engine.errors import OperatorError
    from engine.logs import set_up_logs
    from engine.settings import load_settings

    set_up_logs()
    try:
        asyncio.run(until_told(serve(load_settings())))
    except OperatorError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the operator is at this terminal
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
