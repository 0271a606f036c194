"""`python -m admin_api.keys`: make, list and revoke API keys. A key is shown once; only its hash is stored."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import get_args

from engine.api_access import keys, open_database
from engine.api_access.keys import ApiKey, Scope
from engine.errors import OperatorError, PersonError
from engine.settings import load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 1 with one sentence on stderr."""
    try:
        asyncio.run(_run(_parser().parse_args(arguments)))
    except (OperatorError, PersonError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the operator is at this terminal
        return 1
    return 0


async def _run(asked: argparse.Namespace) -> None:
    now = datetime.now(UTC)
    async with open_database(load_settings()) as db:
        match asked.command:
            case "create":
                scopes = tuple(dict.fromkeys(asked.scope or _WITHOUT_ASKING))
                ends = now + timedelta(days=asked.days) if asked.days else None
                workspace = asked.workspace.rstrip(":") or None
                key, record = await keys.create(db, asked.name, scopes, now, workspace=workspace, expires_at=ends)
                print(key)  # noqa: T201 - shown once, alone on stdout so that a script can take it
                _say(f"Key {record.id} for {record.name}: {', '.join(record.scopes)}. It is not shown again.")
            case "list":
                for record in await keys.listed(db):
                    print(_line(record))  # noqa: T201 - what was asked for
            case "revoke":
                await keys.revoke(db, asked.id, now)
                _say("Revoked.")


_SCOPES: tuple[Scope, ...] = get_args(Scope)
_WITHOUT_ASKING: tuple[Scope, ...] = ("read", "write")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m admin_api.keys", description="API keys of Agent Builder.")
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser("create", help="make a key and print it once")
    create.add_argument("name", help="whose key it is")
    create.add_argument("--scope", action="append", choices=_SCOPES, help="repeatable; without it, read and write")
    create.add_argument("--workspace", default="", help="it sees this one's sessions only, such as slack:T0123")
    create.add_argument("--days", type=int, choices=range(1, 3651), metavar="DAYS", help="it ends after so many days")
    commands.add_parser("list", help="all keys, revoked ones included")
    revoke = commands.add_parser("revoke", help="end a key for good")
    revoke.add_argument("id", help="as `list` shows it: key_…")
    return parser


def _line(record: ApiKey) -> str:
    used = f"used {record.last_used_at:%Y-%m-%d %H:%M}" if record.last_used_at else "never used"
    state = f"revoked {record.revoked_at:%Y-%m-%d %H:%M}" if record.revoked_at else used
    ends = f"ends {record.expires_at:%Y-%m-%d}" if record.expires_at else "no end"
    made = f"made {record.created_at:%Y-%m-%d}"
    where = record.workspace or "every workspace"
    return "\t".join((record.id, record.name, ",".join(record.scopes), where, made, ends, state))


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - beside the key, not in it


if __name__ == "__main__":
    sys.exit(main())
