"""Structured logs: JSON for machines, colours for a person. Never a message's text, a token or a body.

Every line of a request carries its `request_id`, which the answer repeats in `X-Request-ID`.
"""

import logging
import sys
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict


def kind_of(error: BaseException) -> str:
    """What may be kept of an unexpected error, beside its place: its text could quote what somebody wrote."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def where(error: BaseException) -> dict[str, Any]:
    """What a log line may say of an unexpected error: its type and its place."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return {
        "error": kind_of(error),
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _errors_without_text(_logger: Any, _method: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    error = sys.exc_info()[1] if error is True else error[1] if isinstance(error, tuple) else error
    return {**event, **where(error)} if isinstance(error, BaseException) else event


_SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _errors_without_text,
)


def set_up_logs(level: int = logging.INFO, stream: TextIO = sys.stderr) -> None:
    """Send structlog and the standard library's logging (uvicorn, slack_sdk, discord.py) through one pipeline."""
    if stream.isatty():
        render: Any = structlog.dev.ConsoleRenderer()
    else:
        render = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def request_id() -> str:
    """The id of the request that is being answered; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
