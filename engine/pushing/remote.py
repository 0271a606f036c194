"""A platform's HTTP API: asked with patience where asking twice does no harm, and never twice where it would."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from engine.errors import PersonError
from engine.targets.pushable import Kind

if TYPE_CHECKING:
    import httpx2

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
TIMEOUT_SECONDS = 20.0
ATTEMPTS = 3
_LONGEST_PAUSE = 5.0
_MOST_PAGES = 30
_MOST_SAID = 300
"""Characters of what a platform says about a request that it refuses."""


class RemoteFailed(PersonError):
    """The platform did not do what it was asked; the text says why, and never holds the key."""


class NotThere(RemoteFailed):
    """404"""


@dataclass(frozen=True)
class Remote:
    """One platform, by the client that knows its address and its key."""

    title: str
    client: "httpx2.AsyncClient"
    pause: float = 0.5
    """Seconds before the second attempt; twice as long before the third."""

    async def read(self, kind: Kind, remote_id: str) -> Any:
        return await self._ask("GET", kind.one.format(remote_id))

    async def create(self, kind: Kind, body: Any) -> str:
        """The id. An answer that is lost may have created it, so this is asked once."""
        answer = await (self._upload(kind, body) if kind.upload else self._ask("POST", kind.create, body))
        if not isinstance(answer, dict) or not isinstance(answer.get(kind.id), str):
            raise RemoteFailed(f"{self.title} created something, but did not say its id.")
        return str(answer[kind.id])

    async def _upload(self, kind: Kind, body: Any) -> Any:
        form: dict[str, Any]
        if kind.upload == "file":
            form = {"file": (body["name"], body["text"].encode(), "text/markdown")}
        else:
            form = {key: (None, _field(value)) for key, value in body.items()}
        return await self._ask("POST", kind.create, form=form)

    async def update(self, kind: Kind, remote_id: str, body: Any) -> None:
        await self._ask(kind.update, (kind.update_at or kind.one).format(remote_id), body)

    async def delete(self, kind: Kind, remote_id: str) -> None:
        """What is not there any more is deleted already."""
        try:
            await self._ask("DELETE", (kind.delete_at or kind.one).format(remote_id))
        except NotThere:
            return

    async def open_draft(self, path: str, version: Any) -> None:
        """Of this published version. An answer that is lost has opened it, so this is asked once."""
        await self._ask("POST", path, {"base_version": version})

    async def ids_by_title(self, kind: Kind, body: Any = None) -> dict[str, list[str]]:
        """Title -> ids of all that are there, or of those among which the object of this body would be."""
        found: dict[str, list[str]] = {}
        params = kind.narrowed(body)
        for _ in range(_MOST_PAGES):
            asked = {} if kind.list_by == "POST" else None  # type: dict[str, str] | None
            answer = await self._ask(kind.list_by, kind.listing, asked, params=params or None)
            for item in answer.get(kind.items, []) if kind.items else answer:
                found.setdefault(kind.name_in(item), []).append(str(item[kind.id]))
            asks, tells = kind.page
            if not kind.items or not answer.get(tells) or answer.get("has_more") is False:
                return found
            params = {**params, asks: str(answer[tells])}
        raise RemoteFailed(f"{self.title} lists more of {kind.listing} than I read.")

    async def _ask(
        self,
        method: Method,
        path: str,
        body: Any = None,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, Any] | None = None,
    ) -> Any:
        import httpx2  # whoever has a client has loaded it

        for attempt in range(ATTEMPTS):
            last = attempt == ATTEMPTS - 1
            try:
                response = await self.client.request(method, path, json=body, params=params, files=form)
            except httpx2.HTTPError as error:
                never_sent = isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)
                if last or not (never_sent or method != "POST"):
                    raise RemoteFailed(f"{self.title} does not answer.") from None
                await self._wait(attempt)
                continue
            again = response.status_code == 429 or (response.status_code >= 500 and method != "POST")
            if last or not again:
                return self._answer(response)
            await self._wait(attempt, response.headers.get("retry-after"))
        raise AssertionError

    async def _wait(self, attempt: int, retry_after: str | None = None) -> None:
        asked = float(retry_after) if retry_after and retry_after.isdigit() else self.pause * 2**attempt
        await asyncio.sleep(min(asked, _LONGEST_PAUSE))

    def _answer(self, response: "httpx2.Response") -> Any:
        code = response.status_code
        if code == 404:
            raise NotThere(f"{self.title} has nothing at {response.request.url.path}.")
        if code in (401, 403):
            raise RemoteFailed(f"{self.title} refuses the key ({code}).")
        if code >= 300:
            raise RemoteFailed(f"{self.title} answers {code}: {response.text[:_MOST_SAID]}")
        try:
            return response.json() if response.content else {}
        except ValueError:
            raise RemoteFailed(f"{self.title} answers with what is no JSON.") from None


def _field(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
