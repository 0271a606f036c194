"""The pages of one session: conversation, agent, call flow, prompt, versions, tests, exports."""

import asyncio
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from admin_api.documents import VersionNumber, WhichVersion, spec_at
from admin_api.pages import render
from admin_api.pages.flow_view import flow_view
from admin_api.pages.route import NO_SUCH_PAGE, PageRoute, form_of
from admin_api.pages.visitor import Visitor, VisitorDep, WriterDep
from admin_api.problems import ApiProblem
from admin_api.state import EngineDep, StateDep
from engine import sessions
from engine.document.diff import diff, origin_of
from engine.document.spec import AgentSpec
from engine.ids import new_id
from engine.messages.inbound import Inbound
from engine.messages.recap import sections_of
from engine.sessions import PLATFORM_NAMES, SessionView
from engine.turns import turn

router = APIRouter(prefix="/sessions/{session_id}", route_class=PageRoute)
MESSAGES_SHOWN = 50
VERSIONS_SHOWN = 50
ANSWER_SECONDS = 30.0
"""How long a page waits for the reply to what was written on it; later it comes by itself."""


async def _seen(engine: EngineDep, who: VisitorDep, session_id: str) -> SessionView:
    await who.check_sees(engine, session_id)
    return await sessions.status(engine, session_id)


Seen = Annotated[SessionView, Depends(_seen)]
"""The session of the address, which this visitor may look at."""


@router.get("")
async def conversation(engine: EngineDep, who: VisitorDep, view: Seen, before: int | None = None) -> Response:
    found = await sessions.latest_messages(engine, view.session_id, before=before, limit=MESSAGES_SHOWN)
    asked = None if before else sessions.question_of(await sessions.of(engine, view.session_id))
    return _shown("conversation.html", who, view, found=found, asked=asked, before=before)


@router.get("/message/{message_id}")
async def message(engine: EngineDep, view: Seen, message_id: str) -> Response:
    """Where a message stands in the conversation."""
    before = await sessions.before_message(engine, view.session_id, message_id)
    return RedirectResponse(f"/ui/sessions/{view.session_id}?before={before}#{quote(message_id)}", 303)


@router.post("/say")
async def say(request: Request, state: StateDep, who: WriterDep, view: Seen) -> Response:
    """What was typed, or the words of a button: a message like any other, by the same rights."""
    text = (await form_of(request)).get("text", "").strip()
    if not text:
        raise ApiProblem("refused", "The message is empty; write what you want to say.")
    inbound = Inbound(view.thread, f"page:{new_id('evt')}", who.author, text)
    accepted = await turn.accept(state.engine, inbound)
    state.worker.answer(accepted.session_id)
    await turn.answer_to(state.engine, accepted.inbox_id, ANSWER_SECONDS)
    return RedirectResponse(f"/ui/sessions/{view.session_id}#end", 303)


@router.get("/agent")
async def agent(engine: EngineDep, who: VisitorDep, view: Seen, version: WhichVersion = None) -> Response:
    """The agent as its callers will meet it, and each value with who said it."""
    number, spec = await spec_at(engine, view, version)
    values = [(line, origin_of(spec, line.path)) for line in diff(AgentSpec(), spec)]
    sections = sections_of(await asyncio.to_thread(sessions.recap, spec))
    return _shown("agent.html", who, view, number=number, sections=sections, values=values)


@router.get("/flow")
async def flow(engine: EngineDep, who: VisitorDep, view: Seen, goal: str | None = None) -> Response:
    return _shown("flow.html", who, view, flow=await flow_view(view.spec, goal), goal=goal)


@router.get("/prompt")
async def prompt(engine: EngineDep, who: VisitorDep, view: Seen, profile: str = "generic") -> Response:
    if profile != "generic" and profile not in PLATFORM_NAMES:
        raise ApiProblem("not-found", NO_SUCH_PAGE)
    found = await asyncio.to_thread(sessions.prompt, view.spec, profile)
    return _shown("prompt.html", who, view, found=found, profile=profile)


@router.get("/versions")
async def versions(engine: EngineDep, who: VisitorDep, view: Seen, cursor: VersionNumber | None = None) -> Response:
    found = await sessions.versions(engine, view.session_id, before=cursor, limit=VERSIONS_SHOWN)
    return _shown("versions.html", who, view, found=found)


@router.get("/versions/diff")
async def compare(
    engine: EngineDep, who: VisitorDep, view: Seen, before: VersionNumber, after: WhichVersion = None
) -> Response:
    old, old_spec = await spec_at(engine, view, before)
    new, new_spec = await spec_at(engine, view, after)
    return _shown("diff.html", who, view, before=old, after=new, lines=diff(old_spec, new_spec))


@router.get("/tests")
async def tests(engine: EngineDep, who: VisitorDep, view: Seen) -> Response:
    return _shown("tests.html", who, view, tests=await asyncio.to_thread(sessions.tests, view.spec))


@router.get("/exports")
async def exports(engine: EngineDep, who: VisitorDep, view: Seen) -> Response:
    requests = await sessions.export_requests(engine, view.session_id)
    return _shown("exports.html", who, view, requests=requests)


@router.get("/exports/{platform}.zip")
async def download(engine: EngineDep, who: VisitorDep, view: Seen, platform: str) -> Response:
    """The bundle; who took it is remembered."""
    bundle = await asyncio.to_thread(sessions.export, view.spec, platform, view.version)
    await sessions.remember_export(engine, view.session_id, bundle, who.author)
    name = f"{view.session_id}-{platform}-v{view.version}.zip"
    headers = {**render.HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(sessions.zip_of(bundle), media_type="application/zip", headers=headers)


def _shown(template: str, who: Visitor, view: SessionView, **values: Any) -> Response:
    return render.page(template, who=who, view=view, platforms=PLATFORM_NAMES, **values)
