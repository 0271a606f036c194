"""The words that both chat bots understand as commands, and what each gives: Markdown, and files."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bots import permissions
from bots.files import File, export_files
from engine.errors import PersonError
from engine.inbound import Author
from engine.recap import headline, recap
from engine.sentences import listed
from engine.stages import TITLES
from engine.store import sessions
from engine.targets import PLATFORM_NAMES, TARGETS
from engine.turns.turn import Engine, SessionView, abandon, status

MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Request:
    """A command that somebody gave in the thread of a session."""

    engine: Engine
    session: SessionView
    author: Author
    words: Sequence[str]
    """What stood behind the command."""
    people: Sequence[str] = ()
    """Ids of the people that the message mentions."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the command gives back."""

    markdown: str
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do with one session. The engine is told of nothing else: undo and resume are turns of their own."""

    usage: str
    help: str
    run: Callable[[Request], Awaitable[Shown]]


async def run(name: str, request: Request) -> Shown:
    """Follow a command of `IN_THREAD`. Raises PersonError where this person may not, or it is not possible."""
    return await IN_THREAD[name].run(request)


def parse(text: str) -> tuple[str, list[str]] | None:
    """`export elevenlabs` -> `("export", ["elevenlabs"])`; None for words that are no command but a message.

    Only what can be nothing else is a command: `status` is one, “status calls should be short” is not.
    """
    name, *words = text.split() or [""]
    name = name.lower().removeprefix("/")
    takes = {"export": len(words) <= 1, "settings": not words or words[0].lower() in ("approve", "answers")}
    return (name, words) if name in (*IN_THREAD, "undo", "resume") and takes.get(name, not words) else None


async def own_sessions(engine: Engine, workspace: str, author: Author) -> list[SessionView]:
    """The open sessions of this person in `workspace`, the beginning of their thread keys; newest first."""
    found = await sessions.listed(engine.store, platform=workspace, author=author.id, limit=MOST_LISTED)
    return [await status(engine, s.id) for s in found if s.status != "abandoned"]


def line_of(session: SessionView) -> str:
    """One session in a list."""
    progress = session.progress
    return f"{headline(session.spec)} · {TITLES[progress.stage]}, {progress.percent} %"


def help_text(new: str) -> str:
    """`new` says how a new agent is begun on this platform."""
    lines = [f"- `{command.usage}` {command.help}" for command in IN_THREAD.values()]
    lines += ["- `undo` takes the last change back", "- `resume` wakes a paused session"]
    return "\n".join([new, "", "In a thread just talk, or mention me with one of these:", "", *lines])


async def _status(request: Request) -> Shown:
    session = request.session
    missing = session.progress.missing
    still = f"\n\nStill to settle: {listed([f'`{path}`' for path in missing])}" if missing else ""
    return Shown(f"{recap(session.spec)}{still}\n\nVersion {session.version}, {session.status}.")


async def _spec(request: Request) -> Shown:
    document = request.session.spec.model_dump_json(indent=2, by_alias=True, exclude_defaults=True)
    name = f"agent-v{request.session.version}.json"
    return Shown("This is all that is agreed so far.", (File(name, "Agent spec", document.encode()),))


async def _export(request: Request) -> Shown:
    await permissions.check_decides(request.engine, request.session.session_id, request.author.id)
    spec = request.session.spec
    named = [word.lower() for word in request.words] or list(spec.platforms)
    known = [name for name in named if name in TARGETS]
    if not known:
        raise PersonError(f"Say which one: {listed([f'`export {p}`' for p in TARGETS], 'or')}.")
    files = tuple(f for name in known for f in export_files(spec, name, request.session.version))
    unfinished = "" if not request.session.progress.missing else " The agent is not finished, so parts are open."
    names = listed([PLATFORM_NAMES[p] for p in PLATFORM_NAMES if p in known])
    return Shown(f"The export for {names} as it stands now, version {request.session.version}.{unfinished}", files)


async def _abandon(request: Request) -> Shown:
    await permissions.check_decides(request.engine, request.session.session_id, request.author.id)
    await abandon(request.engine, request.session.session_id)
    return Shown("This session is abandoned. What was agreed is kept for the admins; mention me to begin anew.")


async def _settings(request: Request) -> Shown:
    session_id = request.session.session_id
    return Shown(await permissions.set_rules(request.engine, session_id, request.author, request.words, request.people))


async def _help(request: Request) -> Shown:
    return Shown(help_text("Mention me in a channel, or write to me directly, to design a new agent."))


IN_THREAD: Mapping[str, Command] = {
    "status": Command("status", "shows what is agreed and what is missing", _status),
    "spec": Command("spec", "gives the whole spec as a file", _spec),
    "export": Command("export [platform]", f"gives the files for {listed(list(TARGETS), 'or')}", _export),
    "settings": Command("settings", "says who may approve, and which messages I answer", _settings),
    "abandon": Command("abandon", "ends this session for good", _abandon),
    "help": Command("help", "shows this list", _help),
}
