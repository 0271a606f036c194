"""`python run_slack.py`: Agent Builder in Slack. docs/slack.md says how to create the app and where its tokens are."""

import asyncio
import sys

from bots.slack.app import serve
from engine.errors import OperatorError
from engine.logs import set_up_logs
from engine.settings import load_settings


def main() -> int:
    """0 after SIGINT or SIGTERM; 1, with one sentence on stderr, where it cannot start."""
    set_up_logs()
    try:
        asyncio.run(serve(load_settings()))
    except OperatorError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the operator is at this terminal
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
