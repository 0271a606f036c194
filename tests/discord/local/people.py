"""Somebody at a Discord client: talks, uses commands, clicks, chooses, fills in modals."""

from collections.abc import Mapping
from typing import Any

from tests.discord.local.limits import fields_of
from tests.discord.local.server import LocalDiscord
from tests.discord.local.world import (
    BOT_MAY,
    DM,
    PUBLIC_THREAD,
    Channel,
    Interaction,
    Json,
    Message,
    User,
    member_json,
    snowflake,
)

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
_ANSWER_SECONDS = 60.0


class Person:
    def __init__(self, discord: LocalDiscord, name: str) -> None:
        self.discord = discord
        self.user = User(snowflake(), name)

    async def says(self, channel: Channel, text: str, *, key: str | None = None, **parts: Any) -> Message:
        """Write a message; `@Builder` in it mentions the bot. `parts` are fields of `Message`."""
        bot = self.discord.bot
        content = text.replace("@Builder", f"<@{bot.id}>")
        parts["mentions"] = (*parts.get("mentions", ()), *([bot] if content != text else []))
        message = Message(key or snowflake(), channel.id, self.user, content, **parts)
        await self.discord.add_message(message)
        return message

    async def runs(self, channel: Channel, command: str, **options: Any) -> Interaction:
        """`/agent {command}` with its options; `file` is one that was attached."""
        file: Json | None = options.pop("file", None)
        given = [{"name": name, "type": 8 if name == "role" else 3, "value": value} for name, value in options.items()]
        data: Json = {"name": "agent", "type": 1, "options": [{"name": command, "type": 1, "options": given}]}
        if file:
            given.append({"name": "file", "type": 11, "value": file["id"]})
            data["resolved"] = {"attachments": {file["id"]: file}}
        if "role" in options:
            roles = {
                role["id"]: role for role in self.discord.guilds[channel.guild_id or ""].json(self.discord.bot)["roles"]
            }
            data["resolved"] = {"roles": {options["role"]: roles[options["role"]]}}
        return await self.interacts(channel, COMMAND, data | {"id": snowflake()})

    async def completes(self, channel: Channel, command: str, option: str, typed: str) -> list[str]:
        """The choices that are offered while somebody types an option."""
        focused = {"name": option, "type": 3, "value": typed, "focused": True}
        data = {"name": "agent", "type": 1, "options": [{"name": command, "type": 1, "options": [focused]}]}
        interaction = await self.interacts(channel, AUTOCOMPLETE, data | {"id": snowflake()})
        assert interaction.response is not None
        return [choice["value"] for choice in interaction.response["data"]["choices"]]

    async def uses_menu(self, message: Message, command: str) -> Interaction:
        """A command of a message's context menu."""
        channel = self.discord.channels[message.channel_id]
        data = {
            "id": snowflake(),
            "name": command,
            "type": 3,
            "target_id": message.id,
            "resolved": {"messages": {message.id: message.json()}},
        }
        return await self.interacts(channel, COMMAND, data)

    async def clicks(self, message: Message, label: str, below: str = "") -> Interaction:
        """The first button of this label that can be used; `below` says below which words."""
        labelled = (c for c in message.all_controls(below) if c.get("label") == label and not c.get("disabled"))
        button = next(labelled, None)
        assert button, f"no button {label!r} in {[c.get('label') for c in message.controls()]}"
        return await self.clicks_id(message, button["custom_id"])

    async def clicks_id(self, message: Message, custom_id: str) -> Interaction:
        data: Json = {"component_type": 2, "custom_id": custom_id, "id": 1}
        return await self.interacts(self.discord.channels[message.channel_id], COMPONENT, data, message)

    async def chooses(self, message: Message, *values: str) -> Interaction:
        select = next(c for c in message.controls() if c["type"] == 3)
        known = {o["value"] for o in select["options"]}
        assert set(values) <= known, f"{values} are not in {known}"
        data: Json = {"component_type": 3, "custom_id": select["custom_id"], "values": list(values), "id": 1}
        return await self.interacts(self.discord.channels[message.channel_id], COMPONENT, data, message)

    async def submits(self, opened: Interaction, values: Mapping[str, str]) -> Interaction:
        """Send the modal that `opened` was answered with; `values` by label, the rest stays as it is."""
        assert opened.response
        assert opened.response["type"] == 9, opened.response
        modal, filled = opened.response["data"], []
        unknown = values.keys() - {label for label, _ in fields_of(modal)}
        assert not unknown, f"no fields {unknown} in {[label for label, _ in fields_of(modal)]}"
        for label, item in fields_of(modal):
            entry: Json = {"type": item["type"], "custom_id": item["custom_id"], "id": 1}
            if item["type"] == 4:
                entry["value"] = values.get(label, item.get("value") or "")
            else:
                chosen = [o["value"] for o in item["options"] if o.get("default")]
                entry["values"] = [values[label]] if label in values else chosen
            filled.append({"type": 18, "id": 1, "component": entry})
        data: Json = {"custom_id": modal["custom_id"], "components": filled}
        channel = self.discord.channels[opened.body["channel_id"]]
        return await self.interacts(channel, MODAL, data, self.discord.everything.get(opened.body.get("on", "")))

    async def interacts(
        self, channel: Channel, kind: int, data: Json, message: Message | None = None, *, wait: bool = True
    ) -> Interaction:
        """Send an interaction; with `wait`, see that it is answered.

        Discord's three seconds pass when a test says so.
        """
        interaction = self.interaction(channel, kind, data, message)
        await self.send(interaction)
        if wait:
            await self.answered(interaction)
        return interaction

    async def send(self, interaction: Interaction) -> None:
        await self.discord.gateway.dispatch("INTERACTION_CREATE", interaction.body, interaction.body.get("guild_id"))

    async def answered(self, interaction: Interaction) -> Interaction:
        answered = "the application to respond"
        await self.discord.until(lambda: interaction.response is not None, answered, _ANSWER_SECONDS)
        return interaction

    def interaction(self, channel: Channel, kind: int, data: Json, message: Message | None = None) -> Interaction:
        discord = self.discord
        body: Json = {
            "id": snowflake(),
            "application_id": discord.bot.id,
            "type": kind,
            "token": f"token-{snowflake()}",
            "version": 1,
            "channel_id": channel.id,
            "channel": channel.json() | {"permissions": str(BOT_MAY)},
            "data": data,
            "locale": "en-GB",
            "context": 1 if channel.type == DM else 0,
            "authorizing_integration_owners": {"0": channel.guild_id or "0"},
            "entitlements": [],
            "app_permissions": str(discord_may(discord, channel)),
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if channel.guild_id:
            member = member_json(self.user) | {"user": self.user.json(), "permissions": str(BOT_MAY)}
            guild = {"id": channel.guild_id, "features": [], "locale": "en-US"}
            body |= {"guild_id": channel.guild_id, "member": member, "guild": guild, "guild_locale": "en-US"}
        else:
            body["user"] = self.user.json()
        if message:
            body |= {"message": message.json(channel.guild_id), "on": message.id}
        interaction = Interaction(body["id"], body["token"], body, self.user, discord.now(), discord.later)
        discord.interactions[interaction.token] = interaction
        return interaction


def discord_may(discord: LocalDiscord, channel: Channel) -> int:
    """What the bot may do in a channel; a thread has the permissions of its parent."""
    denied = channel.denied
    if channel.type == PUBLIC_THREAD and channel.parent_id in discord.channels:
        denied |= discord.channels[channel.parent_id or ""].denied
    return BOT_MAY & ~denied
