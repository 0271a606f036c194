"""How a browser gets to look: an API key, typed once, or the link that the bot gave."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from admin_api.access import valid_key
from admin_api.pages import render
from admin_api.pages.route import PageRoute, form_of
from admin_api.pages.visitor import COOKIE, check_same_site, keep
from admin_api.problems import ApiProblem
from admin_api.state import EngineDep, StateDep
from engine.api_access import links

router = APIRouter(route_class=PageRoute)


@router.get("/sign-in")
async def sign_in_page() -> Response:
    return render.page("sign_in.html", wrong="")


@router.post("/sign-in")
async def sign_in(request: Request, state: StateDep) -> Response:
    """With an API key; the browser keeps a token of its own, never the key."""
    check_same_site(request)
    key, engine = (await form_of(request)).get("key", "").strip(), state.engine
    found = await valid_key(state, key, request.client.host if request.client else "")
    if found is None or "read" not in found.scopes:
        return render.page("sign_in.html", 401, wrong="This key is not known, was revoked, is over, or may not read.")
    return _with_token(request, await links.sign_in(engine.store, found.id, engine.clock()), "/ui")


@router.post("/sign-out")
async def sign_out(request: Request, engine: EngineDep) -> Response:
    check_same_site(request)
    await links.sign_out(engine.store, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/ui/sign-in", 303)
    response.delete_cookie(COOKIE, path="/ui")
    return response


@router.get("/links/{token}")
async def follow_link(request: Request, engine: EngineDep, token: str) -> Response:
    """From here on the browser brings the token along, and no address shows it."""
    link = await links.find(engine.store, token, engine.clock())
    if link is None or link.session_id is None:
        raise ApiProblem("unauthorized", "This link has expired, was taken back or is not whole. Ask for a new one.")
    return _with_token(request, token, f"/ui/sessions/{link.session_id}")


def _with_token(request: Request, token: str, to: str) -> Response:
    response = RedirectResponse(to, 303, headers=dict(render.HEADERS))
    keep(response, token, secure=request.url.scheme == "https")
    return response
