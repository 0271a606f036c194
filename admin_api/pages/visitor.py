"""Who looks at a page: somebody with a link to one session, somebody who signed in with an API key, or, as long as
there is no key, somebody at this computer.

The token is in a cookie, never in an address that a page shows or passes on. A cookie goes along with whatever a
browser sends, so what changes something must come from a page of ours: `Origin` says so (RFC 6454).
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from admin_api.access import LOCAL
from admin_api.problems import ApiProblem
from admin_api.state import EngineDep
from engine import sessions
from engine.api_access import keys, links
from engine.messages.inbound import Author
from engine.sessions import Engine

COOKIE = "agent_builder_page"
_BY_LINK = "link"
_EXPIRED = "This link has expired or was taken back. Ask for a new one in the thread: write “link”."


@dataclass(frozen=True, slots=True)
class Visitor:
    id: str
    """Of the API key that they signed in with, or `link`, or `local`."""
    name: str
    session_id: str | None = None
    """The one session that a link shows; None: all of the workspace."""
    workspace: str | None = None
    """None: every workspace."""
    may_write: bool = False

    @property
    def signed_in(self) -> bool:
        return self.id not in (LOCAL, _BY_LINK)

    @property
    def author(self) -> Author:
        return Author(f"api:{self.id}", self.name)

    async def check_sees(self, engine: Engine, session_id: str) -> None:
        """Raises ApiProblem for a session that the link is not for, SessionNotFound for one of another workspace."""
        if self.session_id not in (None, session_id):
            raise ApiProblem("forbidden", "Your link shows another agent. Ask for one in the thread of this one.")
        if self.workspace:
            await sessions.check_workspace(engine, session_id, self.workspace)


async def visitor(request: Request, engine: EngineDep) -> Visitor:
    """Raises ApiProblem (401) for somebody who has to sign in first."""
    token = request.cookies.get(COOKIE, "")
    link = await links.find(engine.store, token, engine.clock()) if token else None
    if link is not None:
        if link.key_id is None:
            return Visitor(_BY_LINK, "Somebody with the link", link.session_id)
        return Visitor(link.key_id, link.key_name, None, link.workspace, "write" in link.scopes)
    if await keys.exist(engine.store):
        raise ApiProblem("unauthorized", _EXPIRED if token else "Sign in with an API key to look at sessions.")
    return Visitor(LOCAL, "API", may_write=True)


async def writer(request: Request, who: Annotated[Visitor, Depends(visitor)]) -> Visitor:
    """Raises ApiProblem for somebody who may only look, and for what another site's page sends."""
    check_same_site(request)
    if not who.may_write:
        raise ApiProblem(
            "forbidden", "This link only shows. Answer in the thread, or sign in with a key that may write."
        )
    return who


def check_same_site(request: Request) -> None:
    """Raises ApiProblem where a form was not sent from one of our pages."""
    origin = request.headers.get("origin", "")
    if urlsplit(origin).netloc != request.headers.get("host", "") or not origin:
        raise ApiProblem("forbidden", "That came from another site. Open the page here and try again.")


def keep(response: Response, token: str, *, secure: bool) -> None:
    """Let the browser bring the token along; no script can read it."""
    response.set_cookie(COOKIE, token, path="/ui", httponly=True, samesite="lax", secure=secure)


VisitorDep = Annotated[Visitor, Depends(visitor)]
WriterDep = Annotated[Visitor, Depends(writer)]
