"""The server itself: the Web API behind tokens, uploads, response URLs, and the ways to make it misbehave."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.slack.local.api import METHODS, Args, RateLimited, read_args
from tests.slack.local.limits import Refused
from tests.slack.local.state import Channel, Message, Person, Team, new_ts
from tests.slack.local.wire import RETRIES, Kind, Signed, Sockets, Wire

APP_TOKEN = "xapp-1-" + "test"
_PATIENCE = 60.0


class LocalSlack:
    """Workspaces, and an app that is installed in them."""

    def __init__(self) -> None:
        self.origin = ""
        self.teams: dict[str, Team] = {}
        self.sockets = Sockets()
        self.wire: Wire = self.sockets
        self.triggers: dict[str, float] = {}
        """The age of each in seconds, which a test says: how busy a machine is, does not matter."""
        self.responses: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.calls: Counter[str] = Counter()
        self.refused: list[str] = []
        """Every refusal that the app itself brought about, with the reason."""
        self.stubs: dict[str, dict[str, Any]] = {}
        """Files of other workspaces, of which an event tells only the id."""
        self.recipients: list[tuple[str | None, str | None]] = []
        """For whom streams were begun: workspace and person."""
        self.trouble: dict[str, list[Refused | RateLimited | str]] = defaultdict(list)
        """What the next calls of a method get: an error, a 429, or `lost` (done, and the answer lost)."""
        self.missing: set[str] = set()
        """Methods that this Slack does not have."""
        self.scopes = ""
        self.clock_off = 0.0
        """Seconds that its clock is ahead of this machine's."""
        self.gap = 0.0
        """Seconds between two messages of a channel; sooner is answered with 429."""
        self.retry_seconds = 0.05
        self.lookups = 0
        self.acknowledged: list[float] = []
        """Seconds from the sending of each event to its acknowledgement."""
        self.shared: dict[str, bytes] = {}
        self._deliveries: set[asyncio.Task[Any]] = set()

    @property
    def url(self) -> str:
        return f"{self.origin}/api/"

    # --- the world ---

    def team(self, team_id: str = "T1") -> Team:
        """A workspace, made when first asked for, with the app installed and Ana and Ben in it."""
        if team_id not in self.teams:
            token = f"xoxb-{team_id}-" + "test"
            people = {p.id: p for p in (Person("UANA", "Ana"), Person("UBEN", "Ben"))}
            self.teams[team_id] = Team(team_id, token, "UBOT", "BBOT", people=people)
        return self.teams[team_id]

    def channel(self, name: str = "C1", team_id: str = "T1", *, bot: bool = True) -> Channel:
        team = self.team(team_id)
        members = {*team.people, *([team.bot_user] if bot else [])}
        return team.channels.setdefault(name, Channel(name, members))

    async def says(
        self,
        text: str,
        *,
        by: str = "UANA",
        channel: str = "C1",
        team_id: str = "T1",
        thread: str | None = None,
        wait: bool = True,
        copies: int = 1,
        **extra: Any,
    ) -> Message:
        """A person posts a message; the app hears of it as Slack's subscriptions would have it."""
        place = self.channel(channel, team_id)
        message = Message(channel, new_ts(), by, text, thread, files=list(extra.pop("files", ())))
        message.attachments = list(extra.pop("attachments", ()))
        place.messages.append(message)
        for kind in self.events_of(message, team_id):
            for _ in range(copies):
                told = self.message_event(message, kind, **extra)
                await self.event(told, team_id, wait=wait, outer_team=told.pop("outer_team", team_id))
        return message

    def events_of(self, message: Message, team_id: str) -> list[str]:
        mention = f"<@{self.team(team_id).bot_user}>" in message.text
        return ["message", *(["app_mention"] if mention and not message.channel.startswith("D") else [])]

    def message_event(self, message: Message, kind: str = "message", **extra: Any) -> dict[str, Any]:
        direct = message.channel.startswith("D")
        event = {**message.as_json(), "type": kind, **({"subtype": "file_share"} if message.files else {})}
        return {**event, "channel_type": "im" if direct else "channel", **extra}

    async def event(
        self,
        event: dict[str, Any],
        team_id: str = "T1",
        *,
        wait: bool = True,
        event_id: str | None = None,
        outer_team: str = "",
    ) -> None:
        """`outer_team`: where it happened, in a channel that workspaces share; `team_id` installed the app."""
        payload = {
            "type": "event_callback",
            "team_id": outer_team or team_id,
            "api_app_id": "A1",
            "event_id": event_id or f"Ev{new_ts()}",
            "event": event,
            "authorizations": [{"team_id": team_id, "user_id": "UBOT", "is_bot": True, "is_enterprise_install": False}],
        }
        await self.bring("events_api", payload, wait=wait)

    async def echo(self, team: Team, message: Message) -> None:
        """The app hears its own messages, too."""
        if team.bot_user in team.channels[message.channel].members or message.channel.startswith("D"):
            await self.event(self.message_event(message), team.id, wait=False)

    # --- bringing things to the app ---

    async def bring(self, kind: Kind, payload: dict[str, Any], *, wait: bool = True) -> dict[str, Any] | None:
        """Deliver until it is acknowledged; what the app answered."""
        task = asyncio.create_task(self._bring(kind, payload))
        self._deliveries.add(task)
        task.add_done_callback(self._deliveries.discard)
        return await task if wait else None

    async def _bring(self, kind: Kind, payload: dict[str, Any]) -> dict[str, Any] | None:
        began = time.monotonic()
        for retry in range(RETRIES + 1):
            answer = await self.wire.bring(kind, payload, retry, "timeout")
            if answer is not None:
                self.acknowledged.append(time.monotonic() - began)
                return answer
            if kind != "events_api":
                return None
            await asyncio.sleep(self.retry_seconds)
        return None

    def trigger(self, age: float = 0.0) -> str:
        trigger_id = f"trigger-{new_ts()}"
        self.triggers[trigger_id] = age
        return trigger_id

    async def clicks(
        self,
        message: Message | None,
        label: str,
        *,
        by: str = "UANA",
        team_id: str = "T1",
        nth: int = 0,
        trigger_age: float = 0.0,
        values: list[str] | None = None,
        wait: bool = True,
    ) -> dict[str, Any] | None:
        """A person uses a button of this label, or (`values`) the select with this placeholder."""
        assert message is not None
        element = [e for e in elements(message.blocks) if _label(e) == label][nth]
        return await self.acts(
            element, by=by, team_id=team_id, message=message, trigger_age=trigger_age, values=values, wait=wait
        )

    async def acts(
        self,
        element: Mapping[str, Any],
        *,
        by: str = "UANA",
        team_id: str = "T1",
        message: Message | None = None,
        trigger_age: float = 0.0,
        values: list[str] | None = None,
        wait: bool = True,
    ) -> dict[str, Any] | None:
        action = {**element, "action_ts": new_ts()}
        if values is not None:
            action["selected_options"] = [o for o in element["options"] if o["value"] in values]
        key = new_ts()
        payload: dict[str, Any] = {
            "type": "block_actions",
            "team": {"id": team_id, "domain": "test"},
            "user": {"id": by, "name": by.lower(), "username": by.lower(), "team_id": team_id},
            "api_app_id": "A1",
            "trigger_id": self.trigger(trigger_age),
            "actions": [action],
        }
        if message:
            payload |= {
                "channel": {"id": message.channel, "name": "general"},
                "message": message.as_json(),
                "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel},
                "response_url": f"{self.origin}/response/{key}",
            }
        return await self.bring("interactive", payload, wait=wait)

    async def submits(
        self, view_id: str, values: Mapping[str, str], *, by: str = "UANA", team_id: str = "T1"
    ) -> dict[str, Any] | None:
        """A person sends a modal; what the app answered, such as the errors of its fields."""
        view = self.team(team_id).views[view_id]
        state: dict[str, Any] = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element, value = block["element"], values.get(block["block_id"])
                chosen = next((o for o in element.get("options", ()) if o["value"] == value), None)
                typed = {"selected_option": chosen} if "options" in element else {"value": value}
                state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **typed}}
        payload = {
            "type": "view_submission",
            "team": {"id": team_id},
            "user": {"id": by, "name": by.lower(), "team_id": team_id},
            "api_app_id": "A1",
            "trigger_id": self.trigger(),
            "view": {**view, "team_id": team_id, "app_id": "A1", "state": {"values": state}},
        }
        return await self.bring("interactive", payload)

    async def commands(self, text: str, *, by: str = "UANA", channel: str = "C1", team_id: str = "T1") -> str:
        """`/agent text`; the key of its response URL."""
        key = new_ts()
        await self.bring(
            "slash_commands",
            {
                "command": "/agent",
                "text": text,
                "team_id": team_id,
                "channel_id": channel,
                "user_id": by,
                "user_name": by.lower(),
                "api_app_id": "A1",
                "response_url": f"{self.origin}/response/{key}",
                "trigger_id": self.trigger(),
            },
        )
        return key

    # --- looking ---

    def replies(self, channel: str, thread: str, team_id: str = "T1") -> list[Message]:
        """What the app posted into a thread, in the order of the thread."""
        found = [m for m in self.channel(channel, team_id).messages if m.thread_ts == thread and m.bot_id]
        return sorted(found, key=lambda m: m.ts)

    async def until(self, holds: Callable[[], Any], seconds: float = _PATIENCE, every: float = 0.01) -> Any:
        """Wait for something to become true; gives it."""
        end = time.monotonic() + seconds
        while not (found := holds()):
            if time.monotonic() > end:
                raise AssertionError(f"nothing came of it within {seconds:g} s; refused: {self.refused[-3:]}")
            await asyncio.sleep(0.01)
        return found

    async def reply(self, message: Message, count: int = 1, team_id: str = "T1") -> Message:
        """The newest message of the app in the thread of `message`, once there are `count` with a progress line."""
        thread = message.thread_ts or message.ts

        def answers() -> list[Message]:
            return [m for m in self.replies(message.channel, thread, team_id) if is_answer(m)]

        await self.until(lambda: len(answers()) >= count)
        return answers()[count - 1]

    async def after(self, message: Message) -> Message:
        """The first message with a progress line that the app posts into the thread after this one."""

        def later() -> list[Message]:
            thread = message.thread_ts or message.ts
            return [m for m in self.replies(message.channel, thread) if m.ts > message.ts and is_answer(m)]

        await self.until(later)
        return later()[0]

    def pace(self, channel: Channel) -> None:
        now = time.monotonic()
        if now - channel.last_post < self.gap:
            raise RateLimited(1)
        channel.last_post = now

    # --- HTTP ---

    async def api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls[method] += 1
        args, token = await _read(request)
        headers = {"Date": formatdate(time.time() + self.clock_off, usegmt=True)}
        headers |= {"x-oauth-scopes": self.scopes} if self.scopes else {}
        lost = False
        try:
            trouble = self.trouble[method].pop(0) if self.trouble[method] else None
            if isinstance(trouble, Exception):
                raise trouble
            lost = trouble == "lost"
            if method == "apps.connections.open":
                answer = self._connection(token)
            else:
                answer = await self._called(method, token, args)
        except RateLimited as limited:
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(limited.seconds)}
            )
        except Refused as refused:
            self.refused.append(f"{method}: {refused}")
            return web.json_response({"ok": False, "error": refused.error}, headers=headers)
        if lost:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"ok": True, **answer}, headers=headers)

    def _connection(self, token: str) -> dict[str, Any]:
        if token != APP_TOKEN:
            raise Refused("invalid_auth")
        return {"url": f"{self.origin.replace('http', 'ws')}/link?ticket=t1"}

    async def _called(self, method: str, token: str, args: Args) -> dict[str, Any]:
        if method == "oauth.v2.access":
            return self._installed(self.teams[args["code"]])
        if method in self.missing or method not in METHODS:
            raise Refused("unknown_method")
        team = next((t for t in self.teams.values() if t.token == token), None)
        if team is None:
            raise Refused("invalid_auth" if token else "not_authed")
        if not team.installed:
            raise Refused("account_inactive")
        return await METHODS[method](self, team, args)

    def _installed(self, team: Team) -> dict[str, Any]:
        """The answer to a code; the code of a test is the id of the workspace."""
        return {
            "app_id": "A1",
            "access_token": team.token,
            "token_type": "bot",
            "scope": "chat:write",
            "bot_user_id": team.bot_user,
            "team": {"id": team.id, "name": team.id},
            "authed_user": {"id": "UANA"},
        }

    async def link(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        with suppress(ConnectionError):
            await self.sockets.connected(socket)
        return socket

    async def upload(self, request: web.Request) -> web.Response:
        file = self.teams[request.match_info["team"]].uploads[request.match_info["file"]]
        file["data"] = await request.read()
        return web.Response(text=f"OK - {len(file['data'])}")

    async def download(self, request: web.Request) -> web.Response:
        if not any(request.headers.get("Authorization") == f"Bearer {t.token}" for t in self.teams.values()):
            return web.Response(text="<html>log in</html>", content_type="text/html")
        name = request.match_info["name"]
        return web.Response(body=self.shared[name], content_type="application/octet-stream")

    def share(self, name: str, media_type: str, data: bytes, size: int | None = None) -> dict[str, Any]:
        """A file of a person, as an event describes it."""
        self.shared[name] = data
        return {
            "id": f"F{new_ts()}",
            "name": name,
            "mimetype": media_type,
            "size": len(data) if size is None else size,
            "url_private_download": f"{self.origin}/files/{name}",
        }

    async def response(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        if len(self.responses[key]) >= 5:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        self.responses[key].append(await request.json())
        return web.Response(text="ok")

    async def closed(self) -> None:
        for task in list(self._deliveries):
            task.cancel()
        await asyncio.gather(*self._deliveries, return_exceptions=True)


def is_answer(message: Message) -> bool:
    """It ends a reply: the line of progress stands under it."""
    last = message.blocks[-1] if message.blocks else {}
    return last.get("type") == "context" and str(last["elements"][0]["text"]).startswith(("█", "░"))


def elements(blocks: list[Any]) -> list[dict[str, Any]]:
    found = list[dict[str, Any]]()
    for block in blocks:
        found += block.get("elements") or []
        found += [block["accessory"]] if "accessory" in block else []
    return found


def labels(message: Message) -> list[str]:
    return [label for element in elements(message.blocks) if (label := _label(element))]


def _label(element: Mapping[str, Any]) -> str:
    text = element.get("text") or element.get("placeholder") or {}
    return str(text.get("text")) if isinstance(text, Mapping) else ""


async def _read(request: web.Request) -> tuple[Args, str]:
    raw: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        raw |= await request.json()
    elif request.method == "POST":
        raw |= dict(await request.post())
    token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(raw.pop("token", ""))
    return read_args(raw), token


@asynccontextmanager
async def running_slack() -> AsyncIterator[LocalSlack]:
    slack = LocalSlack()
    app = web.Application(client_max_size=64_000_000)
    app.router.add_route("*", "/api/{method}", slack.api)
    app.router.add_get("/link", slack.link)
    app.router.add_post("/upload/{team}/{file}", slack.upload)
    app.router.add_get("/files/{name}", slack.download)
    app.router.add_post("/response/{key}", slack.response)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.origin = "http://{}:{}".format(*runner.addresses[0])
    try:
        yield slack
    finally:
        await slack.closed()
        for socket in list(slack.sockets.open):
            await socket.close()
        await runner.cleanup()


__all__ = ["APP_TOKEN", "LocalSlack", "Signed", "elements", "labels", "running_slack"]
