"""What is kept of one person, given to them or erased: for keys with the scope `admin`, and as a command."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, Field

from admin_api.access import LOCAL_CALLER, Admin
from admin_api.problems import documented
from admin_api.state import EngineDep
from engine import sessions
from engine.errors import OperatorError
from engine.interview.choice import interviewer_from
from engine.sessions import Part
from engine.settings import load_settings
from engine.turns.turn import Engine, close_engine, open_engine

router = APIRouter(prefix="/people", tags=["people"], responses=documented(401, 403, 422, 500, 503))
Person = Annotated[
    str,
    AfterValidator(lambda person: person.replace("\x00", "")),  # no database takes it, so nobody is called so
    Query(min_length=1, max_length=300, description="The `id` of an author in a transcript.", examples=["U012AB3CD"]),
]


class PersonData(BaseModel):
    """Session by session: what they wrote and shared, what they changed in the design, what they exported."""

    sessions: list[Part]
    next: Annotated[str | None, Field(description="The `cursor` of the next page.")]


class Erased(BaseModel):
    erased: Annotated[bool, Field(description="false: only looked at.")]
    sessions: Annotated[list[str], Field(description="Erased whole, with what others said in them.")]


@router.get("/data")
async def read_person(
    engine: EngineDep,
    _: Admin,
    person: Person,
    cursor: Annotated[str, Query(pattern=r"^(ses_[0-9a-z]{26})?$", description="`next` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> PersonData:
    """Everything that they said, shared and changed, oldest session first."""
    page = await sessions.said_by(engine, person, after=cursor, limit=limit)
    return PersonData(sessions=list(page.items), next=page.next)


@router.delete("")
async def erase_person(
    engine: EngineDep,
    _: Admin,
    person: Person,
    dry_run: Annotated[bool, Query(description="Only say which sessions would be erased.")] = True,
) -> Erased:
    """Erase every session that they opened or wrote in, whole: what was agreed there holds their words."""
    if dry_run:
        return Erased(erased=False, sessions=list(await sessions.sessions_of_person(engine, person)))
    return Erased(erased=True, sessions=list(await sessions.erase_person(engine, person)))


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 1 with one sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m admin_api.people", description="What is kept of one person.")
    commands = parser.add_subparsers(dest="command", required=True)
    for command, told in (("show", "everything that they said, as JSON"), ("erase", "erase their sessions, whole")):
        asked = commands.add_parser(command, help=told)
        asked.add_argument("person", help="the id of an author, as a transcript shows it: U012AB3CD")
    commands.choices["erase"].add_argument("--yes", action="store_true", help="do it, instead of listing them")
    try:
        print(asyncio.run(_run(parser.parse_args(arguments))).model_dump_json(indent=2))  # noqa: T201 - what was asked for
    except OperatorError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the operator is at this terminal
        return 1
    return 0


async def _run(asked: argparse.Namespace) -> BaseModel:
    settings = load_settings()
    engine = await open_engine(settings, interviewer_from(settings))
    try:
        if asked.command == "erase":
            return await erase_person(engine, LOCAL_CALLER, asked.person, dry_run=not asked.yes)
        return PersonData(sessions=await _all_of(engine, asked.person), next=None)
    finally:
        await close_engine(engine)


async def _all_of(engine: Engine, person: str) -> list[Part]:
    parts, cursor = list[Part](), ""
    while True:
        page = await sessions.said_by(engine, person, after=cursor)
        parts += page.items
        if page.next is None:
            return parts
        cursor = page.next


if __name__ == "__main__":
    sys.exit(main())
