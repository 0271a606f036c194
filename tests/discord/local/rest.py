"""REST: the part of Discord's HTTP API that a bot of this kind uses, with its error codes."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from tests.discord.local.faults import Bucket
from tests.discord.local.limits import Invalid, check_commands, check_message, check_modal, check_rows
from tests.discord.local.world import PERMISSIONS, PUBLIC_THREAD, TEXT, Channel, Json, Message, snowflake

if TYPE_CHECKING:
    from tests.discord.local.server import LocalDiscord

Handler = Callable[[web.Request], Awaitable[web.Response]]
ANSWER_SECONDS, TOKEN_SECONDS = 3.0, 900.0
_PREFIX = "/api/v10"


class Refused(Exception):
    """An error of Discord's: HTTP status, its code, its message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class Rest:
    def __init__(self, discord: "LocalDiscord") -> None:
        self.discord = discord

    def register(self, application: web.Application) -> None:
        routes: tuple[tuple[str, str, Handler], ...] = (
            ("GET", "/users/@me", self._me),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/gateway/bot", self._gateway),
            ("PUT", "/applications/{app}/commands", self._sync),
            ("PUT", "/applications/{app}/guilds/{guild}/commands", self._sync),
            ("POST", "/users/@me/channels", self._direct),
            ("GET", "/channels/{channel}", self._channel),
            ("PATCH", "/channels/{channel}", self._edit_channel),
            ("POST", "/channels/{channel}/typing", self._typing),
            ("POST", "/channels/{channel}/messages", self._send),
            ("GET", "/channels/{channel}/messages", self._history),
            ("GET", "/channels/{channel}/messages/{message}", self._message),
            ("POST", "/channels/{channel}/threads", self._thread),
            ("POST", "/channels/{channel}/messages/{message}/threads", self._thread),
            ("POST", "/interactions/{id}/{token}/callback", self._callback),
            ("POST", "/webhooks/{app}/{token}", self._followup),
            ("PATCH", "/webhooks/{app}/{token}/messages/@original", self._edit_original),
            ("DELETE", "/webhooks/{app}/{token}/messages/@original", self._delete_original),
        )
        for method, path, handler in routes:
            application.router.add_route(method, _PREFIX + path, self._guarded(handler))
        application.router.add_route("GET", "/files/{name}", self._file)

    def _guarded(self, handler: Handler) -> Handler:
        """Faults on purpose, the token, rate limits; and Discord's way to say what is wrong."""

        async def guarded(request: web.Request) -> web.Response:
            path = request.path.removeprefix(_PREFIX)
            fault = self.discord.faults.next_for(request.method, path)
            headers = {} if handler == self._callback else self._limited(request)
            if fault and not fault.done:
                return _json(fault.body, fault.status, headers | {"Via": "1.1 local"})
            try:
                if "token" not in request.match_info and request.headers.get("Authorization") != self._authorization:
                    raise Refused(401, 0, "401: Unauthorized")
                if "Retry-After" in headers:
                    wait = float(headers["Retry-After"])
                    body = {"message": "You are being rate limited.", "retry_after": wait, "global": False}
                    return _json(body, 429, headers | {"Via": "1.1 local"})
                response = await handler(request)
            except Refused as error:
                self.discord.refused.append(f"{request.method} {path}: {error}")
                return _json({"message": str(error), "code": error.code}, error.status, headers)
            except Invalid as error:
                self.discord.refused.append(f"{request.method} {path}: {error}")
                return _json({"message": "Invalid Form Body", "code": 50035, "errors": {"_": str(error)}}, 400, headers)
            finally:
                self.discord.notify()
            response.headers.update(headers)
            return _json(fault.body, fault.status, headers) if fault else response

        return guarded

    @property
    def _authorization(self) -> str:
        return f"Bot {self.discord.token}"

    def _limited(self, request: web.Request) -> dict[str, str]:
        """The headers of the bucket of this route and channel; `Retry-After` where it is empty."""
        resource = request.match_info.route.resource
        key = f"{request.method} {resource.canonical if resource else ''} {request.match_info.get('channel', '')}"
        bucket = self.discord.buckets.setdefault(key, Bucket(*self.discord.window))
        wait = bucket.take(self.discord.now())
        headers = {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset-After": f"{max(0.0, bucket.ends - self.discord.now()):.3f}",
            "X-RateLimit-Reset": f"{bucket.ends:.3f}",
            "X-RateLimit-Bucket": str(abs(hash((request.method, resource.canonical if resource else "")))),
        }
        return headers | ({"Retry-After": f"{wait:.3f}"} if wait else {})

    # --- the bot itself ---

    async def _me(self, request: web.Request) -> web.Response:
        return _json(self.discord.bot.json() | {"verified": True, "mfa_enabled": False, "flags": 0})

    async def _application(self, request: web.Request) -> web.Response:
        bot = self.discord.bot
        return _json(
            {
                "id": bot.id,
                "name": bot.name,
                "icon": None,
                "description": "",
                "bot_public": True,
                "bot_require_code_grant": False,
                "owner": bot.json(),
                "verify_key": "0" * 64,
                "team": None,
                "flags": 1 << 19 if self.discord.gateway.intents_allowed else 0,
            }
        )

    async def _gateway(self, request: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return _json(
            {
                "url": self.discord.named_gateway or self.discord.gateway.address,
                "shards": 1,
                "session_start_limit": limit,
            }
        )

    async def _sync(self, request: web.Request) -> web.Response:
        commands = await request.json()
        check_commands(commands)
        guild_id = request.match_info.get("guild")
        self.discord.commands[guild_id or "global"] = commands
        known = [
            c | {"id": snowflake(), "application_id": self.discord.bot.id, "version": "1", "guild_id": guild_id}
            for c in commands
        ]
        for command in known:
            command.setdefault("default_member_permissions", None)
            command.setdefault("description", "")
            if guild_id is None:
                del command["guild_id"]
        return _json(known)

    async def _direct(self, request: web.Request) -> web.Response:
        recipient = (await request.json())["recipient_id"]
        people = {i.person.id: i.person for i in self.discord.interactions.values()}
        people |= {m.author.id: m.author for m in self.discord.messages.values()}
        if str(recipient) not in people:
            raise Refused(400, 50033, "Invalid Recipient(s)")
        return _json(self.discord.direct(people[str(recipient)]).json())

    # --- channels ---

    def _open_channel(self, request: web.Request, *needs: str) -> Channel:
        channel = self.discord.channels.get(request.match_info["channel"])
        if channel is None:
            raise Refused(404, 10003, "Unknown Channel")
        if not self._may(channel, "view_channel"):
            raise Refused(403, 50001, "Missing Access")
        if not all(self._may(channel, name) for name in needs):
            raise Refused(403, 50013, "Missing Permissions")
        return channel

    def _may(self, channel: Channel, permission: str) -> bool:
        parent = self.discord.channels.get(channel.parent_id or "")
        return not (channel.denied | (parent.denied if parent else 0)) & PERMISSIONS[permission]

    async def _channel(self, request: web.Request) -> web.Response:
        return _json(self._open_channel(request).json())

    async def _edit_channel(self, request: web.Request) -> web.Response:
        channel, changes = self._open_channel(request), await request.json()
        if channel.locked:
            raise Refused(403, 50013, "Missing Permissions")
        channel.archived = changes.get("archived", channel.archived)
        channel.name = changes.get("name", channel.name)
        await self.discord.gateway.dispatch("THREAD_UPDATE", channel.json(), channel.guild_id)
        return _json(channel.json())

    async def _typing(self, request: web.Request) -> web.Response:
        self._open_channel(request).typed += 1
        return web.Response(status=204)

    async def _message(self, request: web.Request) -> web.Response:
        channel = self._open_channel(request)
        message = self.discord.messages.get(request.match_info["message"])
        if message is None or message.channel_id != channel.id:
            raise Refused(404, 10008, "Unknown Message")
        return _json(message.json())

    async def _history(self, request: web.Request) -> web.Response:
        """Newest first; a page of at most 100, next to `after` or `before`."""
        channel = self._open_channel(request)
        if not self._may(channel, "read_message_history"):
            return _json([])
        limit = int(request.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise Invalid(f"limit: {limit}, 1 to 100")
        after, before = int(request.query.get("after", 0)), int(request.query.get("before", 1 << 63))
        found = sorted((m for m in channel.messages if after < int(m.id) < before), key=lambda m: int(m.id))
        page = found[:limit] if "after" in request.query else found[-limit:]
        reads = self.discord.gateway.intents_allowed or channel.guild_id is None
        return _json([m.json() if reads else self.discord.gateway.veiled(m.json()) for m in reversed(page)])

    async def _send(self, request: web.Request) -> web.Response:
        channel = self._open_channel(request)
        thread = channel.type == PUBLIC_THREAD
        payload, files = await _payload(request)
        check_message(payload, files)
        needs = ["send_messages_in_threads" if thread else "send_messages", *(["attach_files"] if files else [])]
        self._open_channel(request, *needs)
        if channel.recipient and channel.recipient.id in self.discord.closed_to_us:
            raise Refused(403, 50007, "Cannot send messages to this user")
        if channel.locked:
            raise Refused(400, 50083, "Tried to perform an operation on an archived thread")
        if payload.get("message_reference") and not self._may(channel, "read_message_history"):
            raise Refused(400, 160002, "Cannot reply without permission to read message history")
        nonce = str(payload.get("nonce") or "")
        if nonce and payload.get("enforce_nonce") and (channel.id, nonce) in self.discord.nonces:
            return _json(self.discord.nonces[channel.id, nonce].json())
        channel.archived = False
        message = self._made(channel, payload, files)
        if nonce:
            self.discord.nonces[channel.id, nonce] = message
        await self.discord.add_message(message)
        return _json(message.json())

    async def _thread(self, request: web.Request) -> web.Response:
        parent = self._open_channel(request, "create_public_threads")
        if parent.type != TEXT:
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        wanted = await request.json()
        if not 1 <= len(wanted.get("name") or "") <= 100:
            raise Invalid(f"thread name {wanted.get('name')!r}: 1 to 100")
        key = request.match_info.get("message")
        if key in self.discord.channels:
            raise Refused(400, 160004, "A thread has already been created for this message")
        if key and key not in self.discord.messages:
            raise Refused(404, 10008, "Unknown Message")
        if not key and wanted.get("type") != PUBLIC_THREAD:
            raise Invalid("type: a public thread is asked for as 11")
        thread = Channel(
            key or snowflake(), parent.guild_id, wanted["name"], PUBLIC_THREAD, parent.id, self.discord.bot.id
        )
        self.discord.add_channel(thread)
        await self.discord.gateway.dispatch("THREAD_CREATE", thread.json() | {"newly_created": True}, thread.guild_id)
        return _json(thread.json(), 201)

    # --- interactions ---

    async def _callback(self, request: web.Request) -> web.Response:
        discord = self.discord
        interaction = discord.interactions.get(request.match_info["token"])
        if interaction is None or discord.age(interaction) > ANSWER_SECONDS:
            raise Refused(404, 10062, "Unknown interaction")
        if interaction.response is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        body, files = await _payload(request)
        data = body.get("data") or {}
        if body["type"] == 9:
            if interaction.body["type"] == 5:
                raise Invalid("a modal cannot answer a modal")
            check_modal(data)
        elif body["type"] == 4:
            check_message(data, files)
            interaction.message = self._made(discord.channels[interaction.body["channel_id"]], data, files)
            interaction.message.interaction = interaction.id
        interaction.response = body
        interaction.acknowledged_after = discord.now() - interaction.created
        if body["type"] == 4 and interaction.message and not interaction.message.flags & 64:
            await discord.add_message(interaction.message)
        told: Json = {"id": interaction.id, "type": interaction.body["type"]}
        if interaction.message:
            told |= {"response_message_id": interaction.message.id, "response_message_loading": False}
        return _json({"interaction": told})

    async def _followup(self, request: web.Request) -> web.Response:
        interaction = self._living(request)
        payload, files = await _payload(request)
        check_message(payload, files)
        channel = self.discord.channels[interaction.body["channel_id"]]
        message = self._made(channel, payload, files)
        message.interaction = interaction.id
        interaction.followups.append(message)
        if not message.flags & 64:
            await self.discord.add_message(message)
        return _json(message.json())

    async def _edit_original(self, request: web.Request) -> web.Response:
        interaction = self._living(request)
        payload, files = await _payload(request)
        if interaction.response is None:
            raise Refused(404, 10008, "Unknown Message")
        if interaction.response["type"] == 6:  # it stands for the message of the button
            check_rows(payload["components"])
            message = self.discord.messages[interaction.body["on"]]
            message.payload |= {"components": payload["components"]}
            self.discord.notify()
            return _json(message.json())
        check_message(payload, files)
        channel = self.discord.channels[interaction.body["channel_id"]]
        message = self._made(channel, payload, files)
        interaction.followups.append(message)
        return _json(message.json())

    async def _delete_original(self, request: web.Request) -> web.Response:
        self._living(request)
        return web.Response(status=204)

    def _living(self, request: web.Request) -> "Interaction":
        interaction = self.discord.interactions.get(request.match_info["token"])
        if interaction is None:
            raise Refused(404, 10015, "Unknown Webhook")
        if self.discord.age(interaction) > TOKEN_SECONDS:
            raise Refused(401, 50027, "Invalid Webhook Token")
        return interaction

    # --- files ---

    async def _file(self, request: web.Request) -> web.Response:
        data = base64.urlsafe_b64decode(request.match_info["name"])
        return web.Response(body=data)

    def _made(self, channel: Channel, payload: Json, files: dict[str, bytes]) -> Message:
        attachments = tuple(
            {"id": snowflake(), "filename": n, "size": len(d), "url": "http://none", "proxy_url": "http://none"}
            for n, d in files.items()
        )
        return Message(
            snowflake(),
            channel.id,
            self.discord.bot,
            payload.get("content") or "",
            payload,
            files,
            attachments=attachments,
            flags=payload.get("flags") or 0,
        )


if TYPE_CHECKING:
    from tests.discord.local.world import Interaction


async def _payload(request: web.Request) -> tuple[Json, dict[str, bytes]]:
    """The JSON and the files of a request, whichever way they were sent."""
    if request.content_type != "multipart/form-data":
        body: Json = await request.json()
        return body, {}
    form = await request.post()
    files = {}
    for name, part in form.items():
        if isinstance(part, web.FileField):
            files[part.filename] = part.file.read()
        elif name != "payload_json":
            raise Invalid(f"form field {name!r}")
    payload: Json = json.loads(str(form["payload_json"])) if "payload_json" in form else {}
    return payload, files


def _json(value: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Content type exactly `application/json`, without a charset, as discord.py asks for."""
    return web.Response(
        body=json.dumps(value).encode(), status=status, headers={"Content-Type": "application/json", **(headers or {})}
    )
