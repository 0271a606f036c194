"""Who looks at a page: somebody with a link to one session, somebody who signed in with an API key, or, as long as
there is no key, somebody at this computer.

The token is in a cookie, never in an address that a page shows or passes on. A cookie goes along with whatever a
browser sends, so what changes something must come from a page of ours: `Origin` says so (RFC 6454).
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from admin_api.problems import ApiProblem
from admin_api.state import EngineDep
from engine.api_access import keys, links
from engine.messages.inbound import Author

COOKIE = "agent_builder_page"
_EXPIRED = "This link has expired or was taken back. Ask for a new one in the thread: write “link”."


@dataclass(frozen=True, slots=True)
class Visitor:
    name: str
    author: Author
    session_id: str | None
    """The one session that a link shows; None: every session that there is."""
    may_write: bool
    signed_in: bool

    def check_sees(self, session_id: str) -> None:
        """Raises ApiProblem for a session that the link is not for."""
        if self.session_id not in (None, session_id):
            raise ApiProblem("forbidden", "Your link shows another agent. Ask for one in the thread of this one.")


async def visitor(request: Request, engine: EngineDep) -> Visitor:
    """Raises ApiProblem (401) for somebody who has to sign in first."""
    token = request.cookies.get(COOKIE, "")
    link = await links.find(engine.store, token, engine.clock()) if token else None
    if link is not None:
        by_key = Author(f"api:{link.key_id}", link.key_name)
        author = by_key if link.key_id else Author("link", "Somebody with the link")
        return Visitor(link.key_name, author, link.session_id, "write" in link.scopes, signed_in=bool(link.key_id))
    if await keys.exist(engine.store):
        raise ApiProblem("unauthorized", _EXPIRED if token else "Sign in with an API key to look at sessions.")
    return Visitor("", Author("api:local", "API"), None, may_write=True, signed_in=False)


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
