"""The methods of the Web API. Each takes the team and the arguments, and gives what Slack answers beside `ok`."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.slack.local.limits import MARKDOWN, Refused, check_blocks, check_message, check_view
from tests.slack.local.state import Channel, Message, Team, new_ts

if TYPE_CHECKING:
    from tests.slack.local.server import LocalSlack

Args = dict[str, Any]
Answer = dict[str, Any]
TRIGGER_SECONDS = 3.0
_JSON = ("blocks", "metadata", "view", "files", "prompts")


class RateLimited(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


def read_args(raw: Mapping[str, Any]) -> Args:
    """Arguments as values: JSON where Slack takes JSON in a form."""
    return {
        key: json.loads(value) if key in _JSON and isinstance(value, str) and value else value
        for key, value in raw.items()
    }


async def auth_test(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    return {"team_id": team.id, "user_id": team.bot_user, "bot_id": team.bot_id, "url": slack.url, "user": "builder"}


async def users_info(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    person = team.people.get(args["user"])
    if person is None:
        raise Refused("user_not_found")
    return {"user": {"id": person.id, "name": person.name.lower(), "profile": {"display_name": person.name}}}


async def usergroups_list(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    return {"usergroups": [{"id": g.id, "handle": g.handle, "name": g.handle.title()} for g in team.groups.values()]}


async def usergroups_users(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    if args.get("usergroup") not in team.groups:
        raise Refused("no_such_subteam")
    return {"users": team.groups[args["usergroup"]].users}


async def post_message(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    channel = _writable(team, args["channel"])
    check_message(args)
    _thread(channel, args)
    slack.pace(channel)
    message = Message(
        channel.id,
        new_ts(),
        team.bot_user,
        args["text"],
        args.get("thread_ts"),
        args.get("blocks") or [],
        args.get("metadata") or {},
        bot_id=team.bot_id,
    )
    channel.messages.append(message)
    await slack.echo(team, message)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json()}


async def update(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    message = _own(team, args)
    if message.streaming:
        raise Refused("streaming_state_conflict")
    check_message(args)
    message.text, message.blocks = args["text"], args.get("blocks") or []
    message.metadata = args.get("metadata") or message.metadata
    message.edits += 1
    return {"channel": message.channel, "ts": message.ts, "text": message.text}


async def delete(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    message = _own(team, args)
    team.channels[message.channel].messages.remove(message)
    return {}


async def post_ephemeral(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    _writable(team, args["channel"])
    check_message(args)
    team.ephemerals.append(args)
    return {"message_ts": new_ts()}


async def files_info(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    if args["file"] not in slack.stubs:
        raise Refused("file_not_found")
    return {"file": slack.stubs[args["file"]]}


async def start_stream(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    channel = _writable(team, args["channel"])
    _thread(channel, args)
    if not args.get("thread_ts"):
        raise Refused("invalid_thread_ts")
    if not channel.is_direct and not (args.get("recipient_team_id") and args.get("recipient_user_id")):
        raise Refused("missing_recipient_user_id")
    slack.pace(channel)
    text = _markdown(args)
    slack.recipients.append((args.get("recipient_team_id"), args.get("recipient_user_id")))
    message = Message(channel.id, new_ts(), team.bot_user, text, args["thread_ts"], bot_id=team.bot_id, streaming=True)
    channel.messages.append(message)
    return {"channel": channel.id, "ts": message.ts}


async def append_stream(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    message = _own(team, args)
    if not message.streaming:
        raise Refused("message_not_in_streaming_state")
    message.text += _markdown(args)
    message.edits += 1
    return {"channel": message.channel, "ts": message.ts}


async def stop_stream(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    message = _own(team, args)
    if not message.streaming:
        raise Refused("message_not_in_streaming_state")
    message.text += _markdown(args)
    message.stopped_with = list(args.get("blocks") or [])
    check_blocks(message.stopped_with)
    message.streaming = False
    return {"channel": message.channel, "ts": message.ts}


async def replies(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    slack.lookups += 1
    channel = _readable(team, args["channel"])
    root = channel.message(args["ts"])
    if root is None:
        raise Refused("thread_not_found")
    within = [m for m in channel.messages if m.thread_ts == args["ts"]]
    latest = float(args.get("latest") or "inf")
    found = [m.as_json() for m in (root, *within) if float(m.ts) < latest]
    limit = int(args.get("limit", 1000))
    return {"messages": found[:limit], "has_more": len(found) > limit}


async def set_status(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    _readable(team, args["channel_id"])
    team.statuses.append((args["thread_ts"], args["status"]))
    return {}


async def set_prompts(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    if not 1 <= len(args["prompts"]) <= 4:
        raise Refused("invalid_arguments")
    team.prompts.append(args)
    return {}


async def views_open(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    if slack.triggers.pop(str(args.get("trigger_id")), TRIGGER_SECONDS) >= TRIGGER_SECONDS:
        raise Refused("expired_trigger_id")
    check_view(args["view"])
    view_id = f"V{len(team.views) + 1}"
    team.views[view_id] = {**args["view"], "id": view_id}
    return {"view": team.views[view_id]}


async def views_update(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    if args.get("view_id") not in team.views:
        raise Refused("not_found")
    check_view(args["view"])
    team.views[args["view_id"]] = {**args["view"], "id": args["view_id"]}
    return {"view": team.views[args["view_id"]]}


async def views_publish(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    check_view(args["view"])
    team.homes[args["user_id"]] = args["view"]
    return {"view": args["view"]}


async def get_upload_url(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    file_id = f"F{len(team.uploads) + 1}"
    team.uploads[file_id] = {"id": file_id, "name": args["filename"], "length": int(args["length"]), "data": None}
    return {"file_id": file_id, "upload_url": f"{slack.origin}/upload/{team.id}/{file_id}"}


async def complete_upload(slack: "LocalSlack", team: Team, args: Args) -> Answer:
    channel = _writable(team, args["channel_id"])
    _thread(channel, args)
    shared = []
    for item in args["files"]:
        upload = team.uploads[item["id"]]
        if upload["data"] is None or len(upload["data"]) != upload["length"]:
            raise Refused("file_not_found", "nothing was uploaded, or not all of it")
        shared.append({**upload, "title": item.get("title")})
    slack.pace(channel)
    message = Message(channel.id, new_ts(), team.bot_user, "", args.get("thread_ts"), files=shared, bot_id=team.bot_id)
    channel.messages.append(message)
    return {"files": [{"id": f["id"], "title": f["title"]} for f in shared]}


def _readable(team: Team, channel_id: str) -> Channel:
    channel = team.channels.get(channel_id)
    if channel is None:
        raise Refused("channel_not_found")
    return channel


def _writable(team: Team, channel_id: str) -> Channel:
    channel = _readable(team, channel_id)
    if channel.archived:
        raise Refused("is_archived")
    if not channel.is_direct and team.bot_user not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _thread(channel: Channel, args: Args) -> None:
    if args.get("thread_ts") and channel.message(args["thread_ts"]) is None:
        raise Refused("thread_not_found")


def _own(team: Team, args: Args) -> Message:
    message = _writable(team, args["channel"]).message(args["ts"])
    if message is None:
        raise Refused("message_not_found")
    if message.bot_id != team.bot_id:
        raise Refused("cant_update_message")
    return message


def _markdown(args: Args) -> str:
    text = args.get("markdown_text") or ""
    if len(text) > MARKDOWN:
        raise Refused("msg_too_long")
    return text


METHODS: Mapping[str, Callable[["LocalSlack", Team, Args], Awaitable[Answer]]] = {
    "auth.test": auth_test,
    "users.info": users_info,
    "usergroups.list": usergroups_list,
    "usergroups.users.list": usergroups_users,
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "files.info": files_info,
    "chat.startStream": start_stream,
    "chat.appendStream": append_stream,
    "chat.stopStream": stop_stream,
    "conversations.replies": replies,
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setSuggestedPrompts": set_prompts,
    "views.open": views_open,
    "views.update": views_update,
    "views.publish": views_publish,
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
}
