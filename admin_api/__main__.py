"""`python -m admin_api`: the admin API on HOST and PORT."""

import asyncio
import socket
import sys

import uvicorn

from admin_api.access import check_bound_address
from admin_api.app import create_app
from admin_api.server import server_config
from engine.errors import OperatorError
from engine.interview.choice import interviewer_from, warm_up
from engine.logs import set_up_logs
from engine.settings import Settings, load_settings
from engine.turns.turn import close_engine, open_engine


def main() -> int:
    """0 after a stop; 1, with one sentence, where the API cannot start."""
    set_up_logs()
    try:
        asyncio.run(serve(load_settings()))
    except OperatorError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the operator is at this terminal
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


async def serve(settings: Settings) -> None:
    """Serve until a signal comes. Raises OperatorError before that."""
    interviewer = interviewer_from(settings)
    engine = await open_engine(settings, interviewer)
    warming = asyncio.create_task(warm_up(interviewer))
    try:
        await check_bound_address(engine, settings.host)
        listener = _listener(settings)
    except BaseException:
        warming.cancel()
        await close_engine(engine)
        raise
    where = f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port}"
    print(f"Agent Builder's API is at {where} and described at {where}/docs", flush=True)  # noqa: T201 - for people
    await uvicorn.Server(server_config(create_app(engine))).serve(sockets=[listener])


def _listener(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        raise OperatorError(
            f"Cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}. "
            "Is another process there? Set HOST or PORT to something else."
        ) from None


if __name__ == "__main__":
    sys.exit(main())
