"""A route of a page: what goes wrong is a page, too, with one sentence that says what to do."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qs

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from admin_api.pages import render
from admin_api.problems import KINDS, ApiProblem
from engine.errors import PersonError, SessionNotFound, UnreadableDocument

NO_SUCH_PAGE = "There is no page at this address."


class PageRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except ApiProblem as problem:
                return _refused(problem.kind, problem.detail)
            except SessionNotFound:
                return _refused("not-found", "There is no such agent; it may have been erased.")
            except UnreadableDocument as error:
                return _refused("newer-release", str(error))
            except PersonError as error:
                return _refused("refused", str(error))
            except RequestValidationError:
                return _refused("not-found", NO_SUCH_PAGE)

        return handled


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that a page sent; of one that came twice, the first."""
    try:
        fields = parse_qs((await request.body()).decode(errors="replace"), max_num_fields=20)
    except ValueError:
        raise ApiProblem("malformed", "That form cannot be read. Open the page again.") from None
    return {name: values[0] for name, values in fields.items()}


def _refused(kind: str, detail: str) -> Response:
    known = KINDS[kind]
    return render.page("problem.html", known.status, title=known.title, detail=detail, sign_in=kind == "unauthorized")
