"""What pages need beside their HTML: one style sheet, one script."""

from importlib.resources import files

from fastapi import APIRouter, Response

from admin_api.pages.route import NO_SUCH_PAGE, PageRoute
from admin_api.problems import ApiProblem

router = APIRouter(route_class=PageRoute)
_TYPES = {"page.css": "text/css", "page.js": "text/javascript"}


@router.get("/static/{name}")
async def static_file(name: str) -> Response:
    if name not in _TYPES:
        raise ApiProblem("not-found", NO_SUCH_PAGE)
    content = files("admin_api.pages").joinpath("static", name).read_bytes()
    return Response(content, media_type=_TYPES[name], headers={"Cache-Control": "public, max-age=300"})
