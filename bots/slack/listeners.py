"""What Slack may send, and what of `Conversation` it leads to. Each listener is thin; unknown buttons get a kind word.

Bolt acknowledges an event as soon as a listener for it is found. So an event is accepted in a listener middleware,
which Bolt runs before that: when it raises, nothing is acknowledged and Slack sends the event again.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import structlog
from cachetools import LRUCache
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bots import commands, controls, listing
from bots.chat import Acknowledge, Chat
from bots.controls import Control, Stale
from bots.slack import modals
from bots.slack.app_home import ABANDON, EXPORT, NEW, OPEN, PROMPTS, home_view, link_to
from bots.slack.blocks import CHANGE_ACTION
from bots.slack.events import (
    Changed,
    Payload,
    Spot,
    changed,
    file_of,
    id_of,
    in_words,
    many,
    mapping,
    quoted_in,
    said,
    selected,
    spot_of,
    team_of,
    text_of,
    values_of,
)
from bots.slack.mrkdwn import escaped, mrkdwn
from bots.slack.platform import Here, SlackPlatform, heard
from bots.slack.traces import Traces, label_of
from bots.slack.web import Failure, Web, error_of, quietly
from bots.wording import OUT_OF_ORDER
from engine import sessions
from engine.errors import OperatorError, PersonError
from engine.interview.recap import headline
from engine.messages.inbound import Author, ThreadKey

_log = structlog.get_logger()
Next = Callable[[], Awaitable[None]]
ANYTHING = re.compile(r"")
SHORTCUT = "design_agent"
COMMAND = "/agent"
CHANGE_HINT = (
    "Tell me in the thread what to change, for example “add a step that asks for the policy number” or “after the "
    "greeting, ask whether it is urgent”."
)
_MOST_OPEN = 1000
TOO_LATE = "Slack gave up waiting for the form. Please click Configure once more."


class Listeners:
    """Registers itself on the app it is given."""

    def __init__(self, app: AsyncApp, web: Web, chat: Chat[Here], platform: SlackPlatform) -> None:
        self._web, self._chat, self._platform, self._engine = web, chat, platform, chat.engine
        self._traces = Traces()
        self._openers: LRUCache[tuple[str, str], Payload] = LRUCache(_MOST_OPEN)
        """Who opened which form -> the click that opened it, to show there that the form was sent."""
        accepting = [self._accept_message]
        app.event("app_mention", middleware=accepting)(_done)
        app.event("message", middleware=accepting)(_done)
        app.event("app_home_opened")(self._home_opened)
        app.event("assistant_thread_started")(self._assistant_started)
        app.event(ANYTHING)(_done)
        app.command(COMMAND)(self._command)
        app.command(ANYTHING)(_unknown_command)
        app.shortcut(SHORTCUT)(self._shortcut)
        app.shortcut(ANYTHING)(_acknowledged)
        app.action(ANYTHING)(self._action)
        app.view(modals.FORM)(self._form_sent)
        app.view(ANYTHING)(_acknowledged)
        app.view_closed(ANYTHING)(_acknowledged)
        app.options(ANYTHING)(_no_options)

    # --- events ---

    async def _accept_message(self, body: Payload, context: AsyncBoltContext, next: Next) -> None:
        us = context.bot_user_id or ""
        message, change = said(body, us), changed(body, us)
        if not (message or change):
            return await next()
        durable = asyncio.Event()

        async def acknowledged() -> None:
            durable.set()

        hearing = self._chat.hear(heard(message), acknowledged) if message else self._change(change, acknowledged)
        turn = self._chat.background.start(self._answered(hearing, durable))
        accepted = asyncio.create_task(durable.wait())
        await asyncio.wait({turn, accepted}, return_when=asyncio.FIRST_COMPLETED)
        accepted.cancel()
        if not durable.is_set():
            raise OperatorError("A message was not accepted, so Slack is left to send it again.")
        return await next()

    async def _change(self, change: Changed | None, acknowledged: Acknowledge) -> None:
        """An edit is heard where the thread is; a deletion needs no more than the key of the message."""
        assert change
        if change.now:
            return await self._chat.edited(heard(change.now), change.edit, acknowledged)
        author = await self._platform.author(Here(change.spot))
        return await self._chat.deleted(change.event_key, author, acknowledged)

    async def _answered(self, hearing: Awaitable[None], durable: asyncio.Event) -> None:
        try:
            await hearing
        except OperatorError as error:
            _log.error("A message could not be taken.", reason=str(error), accepted=durable.is_set())

    async def _home_opened(self, event: Payload, body: Payload) -> None:
        team, user = team_of(body), text_of(event.get("user"))
        if event.get("tab") == "messages":
            await self._suggest(team, text_of(event.get("channel")))
        elif team and user:
            await self._publish_home(team, user)

    async def _assistant_started(self, event: Payload, body: Payload) -> None:
        thread = mapping(event.get("assistant_thread"))
        await self._suggest(team_of(body), text_of(thread.get("channel_id")), text_of(thread.get("thread_ts")))

    async def _suggest(self, team: str, channel: str, thread_ts: str = "") -> None:
        if team and channel:
            prompts = [{"title": title, "message": message} for title, message in PROMPTS]
            client = await self._web.of(team)
            call = client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, thread_ts=thread_ts or None, title="What should your agent do?", prompts=prompts
            )
            await quietly("suggested prompts", call)

    async def _publish_home(self, team: str, user: str, note: str = "") -> None:
        own = await listing.found(self._engine, f"slack:{team}", Author(user, user))
        client = await self._web.of(team)
        await quietly("home", client.views_publish(user_id=user, view=home_view(own, note)))

    # --- clicks ---

    async def _action(self, body: Payload, action: Payload, ack: AsyncAck, client: AsyncWebClient) -> None:
        action_id = text_of(action.get("action_id"))
        spot, control = spot_of(body), Control.parse(action_id)
        try:
            if action_id in (OPEN, EXPORT, ABANDON):
                await ack()
                await self._home_action(body, action_id, text_of(action.get("value")))
            elif spot is None:
                await ack()
            elif control and control.kind in ("configure", "form"):
                await ack()
                await self._configure(body, spot, control, client)
            elif control:
                here, values = Here(spot, _name(body)), selected(action)
                words = await self._chat.click(here, spot.thread, control, values, _plain(ack))
                if words:
                    await ack()
                await self._settle(body, spot, action_id, words, client)
            else:
                await ack()
                await self._whisper(spot, CHANGE_HINT if action_id == CHANGE_ACTION else controls.GONE, client)
        except OperatorError as error:
            _log.error("A click could not be taken.", reason=str(error))
            await ack()
            if spot:
                await self._whisper(spot, OUT_OF_ORDER, client)

    async def _settle(self, body: Payload, spot: Spot, action_id: str, words: str, client: AsyncWebClient) -> None:
        """Tell the person alone what there is to tell; else show in the message who chose what."""
        if words:
            return await self._whisper(spot, words, client)
        message, label = mapping(body.get("message")), label_of(body, action_id)
        blocks = self._traces.blocks(spot.channel, message, action_id, spot.user, label)
        if blocks is not None:
            text = text_of(message.get("text")) or escaped(label)
            call = client.chat_update(channel=spot.channel, ts=text_of(message.get("ts")), text=text, blocks=blocks)
            await quietly("settle", call)
        return None

    async def _whisper(self, spot: Spot, words: str, client: AsyncWebClient) -> None:
        """Words for the person who clicked, and nobody else."""
        thread_ts = spot.thread_ts or None
        call = client.chat_postEphemeral(channel=spot.channel, user=spot.user, thread_ts=thread_ts, text=mrkdwn(words))
        await quietly("whisper", call)

    async def _configure(self, body: Payload, spot: Spot, control: Control, client: AsyncWebClient) -> None:
        try:
            opened = await client.views_open(trigger_id=str(body.get("trigger_id") or ""), view=modals.loading())
        except Failure as failure:
            _log.info("A form could not be opened.", reason=error_of(failure))
            return await self._whisper(spot, TOO_LATE, client)
        found = await self._chat.form(Here(spot, _name(body)), spot.thread, control)
        view = modals.saying(found.words) if isinstance(found, Stale) else modals.form_view(found.form, control, spot)
        self._openers[spot.user, str(control)] = body
        view_id = str((opened.get("view") or {}).get("id") or "")
        await quietly("form", client.views_update(view_id=view_id, view=view))
        return None

    async def _form_sent(self, body: Payload, view: dict[str, Any], ack: AsyncAck, client: AsyncWebClient) -> None:
        found = modals.whence(view, id_of(body.get("user")))
        if found is None or found[1].team != team_of(body):
            return await _show(ack, controls.GONE)
        control, spot = found
        values = values_of(view)
        first = next(iter(values), "")
        try:
            told = await self._chat.send(Here(spot, _name(body)), spot.thread, control, values, _plain(ack))
        except PersonError as error:
            return await _errors(ack, {first: str(error)})
        except OperatorError as error:
            _log.error("A form could not be taken.", reason=str(error))
            return await _errors(ack, {first: OUT_OF_ORDER})
        if told and isinstance(told, str):
            return await _show(ack, told)
        if isinstance(told, str):
            opener = self._openers.pop((spot.user, str(control)), None)
            return await self._settle(opener, spot, str(control), "", client) if opener else None
        return await _errors(ack, {path if path in values else first: text for path, text in told.items()})

    async def _home_action(self, body: Payload, action_id: str, session_id: str) -> None:
        team, user = team_of(body), id_of(body.get("user"))
        note = ""
        try:
            thread = await self._own_thread(team, user, session_id)
            spot = Spot(team, thread.parts[1], thread.parts[2], user)
            if action_id == OPEN:
                await sessions.resume(self._engine, session_id)
            elif action_id == EXPORT:
                await self._in_thread(spot, Author(user, _name(body)), "export", await self._targets(session_id))
                note = "The files are in the agent's thread."
            else:
                who = await self._chat.who(Here(spot, _name(body)), thread)
                await self._chat.follow(thread, f"slack:home:{uuid4()}", who, "abandon", ["yes"])
                note = f"Abandoned. `restore` in its thread brings it back for {sessions.DAYS} days."
        except PersonError as error:
            note = str(error)
        await self._publish_home(team, user, note)

    async def _own_thread(self, team: str, user: str, session_id: str) -> ThreadKey:
        """The thread of one of this person's sessions in this very workspace. Raises PersonError."""
        own = await listing.found(self._engine, f"slack:{team}", Author(user, user))
        thread = next((s.thread for s in own if s.session_id == session_id), None)
        if thread is None:
            raise PersonError("That agent is not one of yours here.")
        return thread

    async def _targets(self, session_id: str) -> list[str]:
        """What to export where nobody names a platform: the chosen ones, else the readable one."""
        platforms = (await sessions.status(self._engine, session_id)).spec.platforms
        return [] if platforms else ["markdown"]

    # --- commands and shortcuts ---

    async def _command(self, body: Payload, ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        word, _, rest = text_of(body.get("text")).strip().partition(" ")
        team, channel, user = team_of(body), text_of(body.get("channel_id")), text_of(body.get("user_id"))
        author = await self._platform.author(Here(Spot(team, channel, "", user), text_of(body.get("user_name"))))
        try:
            match word.lower():
                case "new":
                    await self._begin(Spot(team, channel, "", user), author, in_words(rest))
                case "list":
                    await respond(await self._listing(team, author, rest.split()))
                case name if (
                    name not in ("help", "templates")
                    and name in commands.COMMANDS
                    and commands.COMMANDS[name].only_looks
                ):
                    await respond(await self._in_newest(team, channel, author, name, rest.split()))
                case _:
                    await respond(mrkdwn(commands.help_text(NEW)))
        except PersonError as error:
            await respond(mrkdwn(str(error)))
        except OperatorError as error:
            _log.error("A command could not be followed.", reason=str(error))
            await respond(OUT_OF_ORDER)

    async def _begin(self, spot: Spot, author: Author, idea: str) -> None:
        """A message of ours in the channel, whose thread is the new session. Raises PersonError."""
        place = "" if spot.channel.startswith("D") else spot.channel
        await self._chat.check_begins(
            Here(spot, author.name), ThreadKey.slack(spot.team, spot.channel, "0.0"), place, idea
        )
        client = await self._web.of(spot.team)
        try:
            text = f"<@{spot.user}> starts a new voice agent. Let us design it in this thread."
            posted = await client.chat_postMessage(channel=spot.channel, text=text)
        except Failure as failure:
            _log.info("A thread could not be begun.", reason=error_of(failure))
            raise PersonError("I cannot write in this channel. Invite me first, or write to me directly.") from None
        ts = str(posted["ts"])
        thread = Spot(spot.team, spot.channel, ts, spot.user)
        key = f"slack:{spot.team}:{spot.channel}:{ts}:new"
        await self._chat.begin(thread.thread, key, author, idea)

    async def _listing(self, team: str, author: Author, words: Sequence[str]) -> str:
        own = await listing.found(self._engine, f"slack:{team}", author, words)
        none = "You have none here that fits" if words else "You have no agent in the making here"
        return mrkdwn(listing.lines(own, self._platform.link) or f"{none}. {NEW}")

    async def _in_newest(self, team: str, channel: str, author: Author, name: str, words: list[str]) -> str:
        """Follow a command in this person's newest session, of this channel if there is one."""
        own = await listing.found(self._engine, f"slack:{team}", author)
        here = [session for session in own if session.thread.parts[1] == channel] or own
        if not here:
            raise PersonError(f"You have no agent in the making here. {NEW}")
        _, in_channel, thread_ts = here[0].thread.parts
        await self._in_thread(Spot(team, in_channel, thread_ts, author.id), author, name, words)
        return f"It is in the thread of {mrkdwn(headline(here[0].spec))}: <{link_to(here[0])}|open>"

    async def _in_thread(self, spot: Spot, author: Author, name: str, words: Sequence[str]) -> None:
        """Follow a command in a thread, and show there what it gives. Raises PersonError."""
        who = await self._chat.who(Here(spot, author.name), spot.thread)
        shown = await self._chat.follow(spot.thread, f"slack:command:{uuid4()}", who, name, words)
        if shown:
            await self._platform.say(Here(spot), shown.markdown, shown.files)

    async def _shortcut(self, body: Payload, ack: AsyncAck, respond: AsyncRespond) -> None:
        """“Design an agent from this message”: its thread is the session, its text and files the first thing said."""
        await ack()
        spot, message = spot_of(body), mapping(body.get("message"))
        if spot is None:
            return
        shared = [file_of(mapping(file)) for file in many(message.get("files"))]
        here = Here(spot, _name(body), shared, text_of(message.get("ts")), quoted_in(message))
        author = await self._platform.author(here)
        key = f"slack:{spot.team}:{spot.channel}:{here.ts}:{SHORTCUT}"
        place = "" if spot.channel.startswith("D") else spot.channel
        try:
            await self._chat.check_begins(here, spot.thread, place)
            idea, files = in_words(text_of(message.get("text"))), await self._platform.read(here)
            await self._chat.begin(spot.thread, key, author, idea, source=here, files=files)
        except PersonError as error:
            await respond(text=mrkdwn(str(error)), response_type="ephemeral", replace_original=False)
        except OperatorError as error:
            _log.error("A shortcut could not be followed.", reason=str(error))
            await respond(text=OUT_OF_ORDER, response_type="ephemeral", replace_original=False)


async def _done() -> None:
    """Nothing is left to do; Bolt acknowledges."""


async def _acknowledged(ack: AsyncAck) -> None:
    await ack()


async def _unknown_command(ack: AsyncAck) -> None:
    await ack(f"I only know {COMMAND}. Try `{COMMAND} help`.")


async def _no_options(ack: AsyncAck) -> None:
    await ack(options=[])


async def _errors(ack: AsyncAck, errors: Mapping[str, str]) -> None:
    await ack(response_action="errors", errors=dict(errors))


async def _show(ack: AsyncAck, words: str) -> None:
    await ack(response_action="update", view=modals.saying(words))


def _plain(ack: AsyncAck) -> Callable[[], Awaitable[None]]:
    async def acknowledge() -> None:
        await ack()

    return acknowledge


def _name(body: Payload) -> str:
    user = mapping(body.get("user"))
    return text_of(user.get("name")) or text_of(user.get("username"))
