"""The commands of every platform, in one table: a slash command, a mention with a word, or a line that begins with `/`.

Each gives Markdown and files, or an action that is a turn of its own. Help is what stands in the table.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bots import listing, permissions
from bots.compare_command import compare, is_compare
from bots.files import File, export_files, flow_picture
from bots.push_command import is_push, push
from bots.shown import Shown
from engine import sessions
from engine.api_access import links
from engine.document.changes import Undo
from engine.errors import PersonError, SessionNotFound
from engine.interview.recap import headline, recap
from engine.messages.inbound import Action, Author, ThreadKey
from engine.messages.replies import Suggestion
from engine.rules import Holder, Right
from engine.sentences import listed
from engine.sessions import PLATFORM_NAMES, Engine, SessionView


@dataclass(frozen=True, slots=True)
class Request:
    """A command that somebody gave, in the thread of a session or elsewhere."""

    engine: Engine
    author: Author
    begins: str
    """How a new agent is begun on this platform."""
    known: SessionView | None = None
    """The session of the thread."""
    words: Sequence[str] = ()
    """What stood behind the command."""
    people: Sequence[Holder] = ()
    """The people and groups that the message mentions."""
    prefix: str = ""
    """What stands before a command on this platform."""
    thread: ThreadKey | None = None
    """Where it was given."""
    link: Callable[[ThreadKey], str] = str
    """What leads to a thread there, in Markdown."""

    @property
    def session(self) -> SessionView:
        if self.known is None:
            raise SessionNotFound(f"No agent is being designed here. {self.begins}")
        return self.known


@dataclass(frozen=True, slots=True)
class Command:
    usage: str
    help: str
    run: Callable[[Request], Awaitable[Shown | Action]]
    takes: Callable[[Sequence[str]], bool] = field(default=lambda words: not words)
    """Whether these words behind a bare name make a command of it; otherwise it is a sentence."""
    only_looks: bool = True
    """It changes nothing, so it may be given from outside of the thread."""
    right: Callable[[Sequence[str]], Right | None] = field(default=lambda words: None)
    """What somebody must be allowed to do in the session who gives it with these words; None: it is for everybody."""


async def run(name: str, request: Request) -> Shown | Action:
    """Follow a command of `COMMANDS`. Raises PersonError where this person may not, or it is not possible here."""
    right = right_of(name, request.words)
    if right and request.known:
        await sessions.check_right(request.engine, request.known.session_id, request.author, right)
    return await COMMANDS[name].run(request)


def right_of(name: str, words: Sequence[str]) -> Right | None:
    """What somebody must be allowed to do who gives this command."""
    return COMMANDS[name].right(words)


def parse(text: str) -> tuple[str, list[str]] | None:
    """`export elevenlabs` -> `("export", ["elevenlabs"])`; None for words that are no command but a message.

    Only what can be nothing else is a command: `status` is one, “status calls should be short” is not.
    """
    name, *words = text.split() or [""]
    name = name.lower().removeprefix("/")
    return (name, words) if name in COMMANDS and COMMANDS[name].takes(words) else None


def help_text(begins: str, prefix: str = "", own: Mapping[str, str] | None = None) -> str:
    """All commands. `own` are those that only this platform has, or has in another form, usage to help; `prefix` stands
    before each."""
    shared = {name: (command.usage, command.help) for name, command in COMMANDS.items()}
    lines = shared | {usage.split()[0]: (usage, text) for usage, text in (own or {}).items()}
    how = "You can type:" if prefix else "In a thread just talk, or mention me with one of these:"
    return "\n".join([begins, "", how, "", *(f"- `{prefix}{usage}` {text}" for usage, text in lines.values())])


async def _status(request: Request) -> Shown:
    session = request.session
    missing = session.progress.missing
    still = f"\n\nStill to settle: {listed([f'`{path}`' for path in missing])}" if missing else ""
    used = (await sessions.usage(request.engine, session.session_id)).in_words
    ends = f"Version {session.version}, {session.status}.{f' {used}' if used else ''}"
    return Shown(f"{recap(session.spec)}{still}\n\n{ends}")


async def _spec(request: Request) -> Shown:
    spec = request.session.spec
    said = {"schema_version": spec.schema_version, **spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)}
    document = json.dumps(said, indent=2, ensure_ascii=False)  # brought back, it is read as ours
    name = f"agent-v{request.session.version}.json"
    return Shown("This is all that is agreed so far.", (File(name, "Agent spec", document.encode()),))


async def _prompt(request: Request) -> Shown:
    found = sessions.prompt(request.session.spec)
    name = f"prompt-v{request.session.version}.md"
    words = ["This is the system prompt as it stands now.", *(f"- {f.level}: {f.message}" for f in found.findings)]
    return Shown("\n".join(words), (File(name, "System prompt", found.text.encode()),))


async def _lint(request: Request) -> Shown | Action:
    """Of this agent's prompt, or of one that stands behind the command; `lint fix` mends what can be mended."""
    if list(request.words) == ["fix"]:
        changes = sessions.fixes_of(sessions.prompt(request.session.spec))
        if not changes:
            raise PersonError("There is nothing that I can mend by myself. `lint` shows what there is to look at.")
        return Action("mend what the lint found", changes)
    pasted = " ".join(request.words)
    found = sessions.lint_text(pasted) if pasted else sessions.prompt(request.session.spec)
    more = "\n\n`lint fix` mends what I can mend by myself." if not pasted and sessions.fixes_of(found) else ""
    return Shown(sessions.findings_in_words(found) + more)


async def _workflow(request: Request) -> Shown:
    found = sessions.workflow(request.session.spec)
    if found is None:
        return Shown("There is no call flow yet. Tell me first what the agent should do.")
    if request.words:
        return await _workflow_of(request, " ".join(request.words[1:]))
    drawn = await flow_picture(request.session.spec, f"flow-v{request.session.version}.png")
    findings = "".join(f"\n- {f.message}" for f in found.findings)
    return Shown(found.text + (f"\n{findings}" if findings else ""), (drawn,) if drawn else ())


async def _workflow_of(request: Request, named: str) -> Shown:
    """The steps of one goal."""
    picture = sessions.flow_of_goal(request.session.spec, named)
    drawn = await flow_picture(picture, f"flow-v{request.session.version}.png")
    return Shown(f"{picture.title}\n\n{picture.alt}", (drawn,) if drawn else ())


async def _export(request: Request) -> Shown:
    session = request.session
    if _export_right(request.words) == "push":
        words, choices = await push(request.engine, session, request.words, request.author)
        return Shown(words, choices=choices)
    if is_compare(request.words):
        return await compare(request.engine, session, request.words)
    named = [word.lower() for word in request.words[:1]] or list(session.spec.platforms)
    known = [name for name in named if name in PLATFORM_NAMES]
    if not known:
        raise PersonError(f"Say which one: {listed([f'`{request.prefix}export {p}`' for p in PLATFORM_NAMES], 'or')}.")
    bundles = tuple(sessions.export(session.spec, name, session.version) for name in known)
    for bundle in bundles:
        await sessions.remember_export(request.engine, session.session_id, bundle, request.author)
    files = tuple(file for bundle in bundles for file in export_files(session.spec, bundle))
    unfinished = "" if not session.progress.missing else " The agent is not finished, so parts are open."
    names = listed([PLATFORM_NAMES[p] for p in PLATFORM_NAMES if p in known])
    words = f"The export for {names} as it stands now, version {session.version}.{unfinished}"
    return Shown(words, files, bundles=bundles)


async def _link(request: Request) -> Shown:
    """To the page of this agent, which only shows; `link off` ends all that were given."""
    engine, session_id = request.engine, request.session.session_id
    if [word.lower() for word in request.words] == ["off"]:
        ended = await links.take_back(engine.store, session_id)
        return Shown("The links to this agent's page are ended." if ended else "There is no link to this agent's page.")
    address = engine.settings.public_url
    if not address:
        raise PersonError("There are no pages here yet. Whoever runs me can set PUBLIC_URL to where the admin API is.")
    token = await links.to_session(engine.store, session_id, request.author, engine.clock())
    days = links.LINK_LASTS.days
    return Shown(
        f"{address}/ui/links/{token}\n\nWhoever has it can look at this agent for {days} days; `link off` ends it."
    )


def _export_right(words: Sequence[str]) -> Right:
    return "push" if [word.lower() for word in words[1:2]] == ["push"] else "export"  # a terminal takes a folder there


async def _undo(request: Request) -> Action:
    assert request.session
    return Action("undo", (Undo(),))


async def _rehearse(request: Request) -> Action:
    assert request.session
    return Action("rehearse", ())


async def _scenarios(request: Request) -> Shown:
    session = request.session
    found = await sessions.scenarios(session.spec, session.version, request.words)
    if request.words:
        return Shown(found.words)
    return Shown(found.words, (File(f"scenarios-v{session.version}.md", "Scenarios", found.file.encode()),))


async def _resume(request: Request) -> Shown:
    was = request.session
    await sessions.resume(request.engine, was.session_id)
    woken = was.status == "paused"
    return Shown("Welcome back." if woken else "This session is awake. Just go on.", woken=woken)


async def _abandon(request: Request) -> Shown:
    session, answer = request.session, [word.lower() for word in request.words]
    if answer == ["no"]:
        return Shown("It goes on as it was.")
    if answer != ["yes"]:
        return Shown(
            f"Shall I abandon {headline(session.spec)}? It can be restored for {sessions.DAYS} days.", choices=_SURE
        )
    await sessions.abandon(request.engine, session.session_id)
    back = f"`{request.prefix}restore` brings it back for {sessions.DAYS} days"
    return Shown(f"This agent is abandoned; {back}. Whatever you say to me here begins a new one.")


_SURE = (Suggestion(label="Abandon it", says="/abandon yes"), Suggestion(label="Keep it", says="/abandon no"))


async def _restore(request: Request) -> Shown:
    found = await sessions.restorable(request.engine, request.thread) if request.thread else None
    if found is None:
        raise PersonError(f"There is no agent here that was abandoned in the last {sessions.DAYS} days.")
    found.rules.check("abandon", request.author)
    view = await sessions.restore(request.engine, found.id)
    return Shown(f"{headline(view.spec)} is back, as it was. Just go on.")


async def _settings(request: Request) -> Shown:
    session_id = request.session.session_id
    return Shown(await permissions.set_rules(request.engine, session_id, request.author, request.words, request.people))


async def _list(request: Request) -> Shown:
    where = request.thread.workspace.rstrip(":") or request.thread.platform if request.thread else ""
    found = await listing.found(request.engine, where, request.author, request.words)
    none = "You have none here that fits." if request.words else "You have no agents here yet."
    return Shown(listing.lines(found, request.link) or f"{none} {request.begins}")


async def _templates(request: Request) -> Shown:
    return Shown(listing.templates_in_words(request.prefix))


async def _help(request: Request) -> Shown:
    return Shown(help_text(request.begins))


COMMANDS: Mapping[str, Command] = {
    "status": Command("status", "shows what is agreed and what is missing", _status),
    "prompt": Command("prompt", "shows the system prompt and what the lint found", _prompt),
    "lint": Command(
        "lint [fix]",
        "checks the prompt, and mends what it can; for one of your own, write “check this prompt:” with it",
        _lint,
        takes=lambda words: not words or words == ["fix"],
        right=lambda words: "edit" if list(words) == ["fix"] else None,
    ),
    "workflow": Command(
        "workflow [of GOAL]",
        "shows the call flow and its picture, or the steps of one goal",
        _workflow,
        takes=lambda words: not words or words[0].lower() == "of",
    ),
    "spec": Command("spec", "gives the whole spec as a file", _spec),
    "export": Command(
        "export [platform]",
        "gives the files for a platform; `push` behind it brings it there, `compare 3 5` says what changed",
        _export,
        takes=lambda words: len(words) <= 1 or is_push(words) or is_compare(words),
        right=_export_right,
    ),
    "link": Command(
        "link [off]",
        "gives a link to the page of this agent, for looking; `off` ends all of them",
        _link,
        takes=lambda words: not words or [word.lower() for word in words] == ["off"],
    ),
    "rehearse": Command("rehearse", "plays a call: you are the caller, I am the agent", _rehearse, only_looks=False),
    "scenarios": Command(
        "scenarios [ID]",
        "plays the agent's tests and says what failed and why; with the id of one, its whole call",
        _scenarios,
        takes=lambda words: not words or (len(words) == 1 and "_" in words[0]),
    ),
    "undo": Command("undo", "takes the last change back", _undo, only_looks=False, right=lambda words: "edit"),
    "resume": Command("resume", "wakes a paused session", _resume, only_looks=False),
    "settings": Command(
        "settings [RIGHT WHO]",
        "says who may edit, approve, export, push and abandon, and which messages I answer",
        _settings,
        takes=permissions.is_settings,
        only_looks=False,
    ),
    "abandon": Command(
        "abandon",
        "ends this session; I ask before I do it",
        _abandon,
        takes=lambda words: not words or [word.lower() for word in words] in (["yes"], ["no"]),
        only_looks=False,
        right=lambda words: "abandon",
    ),
    "restore": Command(
        "restore", f"brings back what was abandoned here in the last {sessions.DAYS} days", _restore, only_looks=False
    ),
    "list": Command(
        "list [mine|open|paused|done] [about WORDS]",
        "shows your agents here",
        _list,
        takes=listing.is_list,
    ),
    "templates": Command("templates", "shows the trades that `new from template NAME` can begin with", _templates),
    "help": Command("help", "shows this list", _help),
}
