"""Webhooks: who is told when an agent reaches a stage, is finished or exported. docs/api.md says how they are sent."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Security
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from admin_api.access import Caller, caller
from admin_api.problems import ApiProblem, documented
from admin_api.state import EngineDep
from engine.api_access import webhooks
from engine.api_access.webhooks import KINDS, Kind, Webhook

router = APIRouter(prefix="/webhooks", tags=["webhooks"], responses=documented(401, 403, 422, 500, 503))
WebhookId = Annotated[str, Path(pattern=r"^whk_[0-9a-z]{26}$", examples=["whk_01k9a4c6t3n8v0w2x5y7z9b1d3"])]


class NewWebhook(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Field(min_length=1, max_length=2_000, examples=["https://example.com/agent-builder"])]
    events: Annotated[list[Kind], Field(min_length=1, max_length=len(KINDS), examples=[["session.completed"]])] = [
        *KINDS
    ]


class WebhookOut(BaseModel):
    id: str
    url: str
    workspace: Annotated[str | None, Field(description="It hears of the sessions of this one only; null: of all.")]
    events: list[str]
    created_at: datetime
    waiting: Annotated[int, Field(description="Events on their way.")]
    dead: Annotated[int, Field(description="Events that failed eight times and were set aside.")]

    @classmethod
    def of(cls, webhook: Webhook, **more: Any) -> "WebhookOut":
        own = {name: getattr(webhook, name) for name in WebhookOut.model_fields if name != "events"}
        return cls(**own, events=[*webhook.events], **more)


class MadeOut(WebhookOut):
    secret: Annotated[str, Field(description="Of its signatures. It is shown this once.", examples=["whsec_MfKQ9r8…"])]


class EventOut(BaseModel):
    event_id: str
    session_id: str
    body: dict[str, Any]
    state: Annotated[str, Field(description="`waiting` or `dead`.")]
    attempts: int
    error: Annotated[str | None, Field(description="Why the last attempt failed.")]
    created_at: datetime


class WithEventsOut(WebhookOut):
    queue: Annotated[list[EventOut], Field(description="What was not delivered yet, newest first; 100 at most.")]


class WebhooksOut(BaseModel):
    webhooks: list[WebhookOut]


class RetriedOut(BaseModel):
    retried: Annotated[int, Field(description="Events that are delivered anew.")]


async def _owner(found: Annotated[Caller, Security(caller, scopes=[])]) -> Caller:
    """An admin for all sessions; a key of a workspace that may read them for its own."""
    if "admin" in found.scopes or (found.workspace and "read" in found.scopes):
        return found
    raise ApiProblem("forbidden", "Webhooks are for keys with the scope “admin”, or of one workspace with “read”.")


Owner = Annotated[Caller, Depends(_owner)]


async def _one(engine: EngineDep, owner: Owner, webhook_id: WebhookId) -> Webhook:
    for webhook in await webhooks.listed(engine, owner.workspace):
        if webhook.id == webhook_id:
            return webhook
    raise ApiProblem("not-found", "There is no such webhook. GET /api/v1/webhooks lists those that there are.")


One = Annotated[Webhook, Depends(_one)]


@router.post("", status_code=201, responses=documented(400, 408, 413, 415))
async def create_webhook(engine: EngineDep, owner: Owner, body: NewWebhook) -> MadeOut:
    """Be told of every session that this key sees, from now on. Keep the `secret`: each message is signed with it."""
    webhook, secret = await webhooks.create(engine, body.url, body.events, owner.workspace)
    return MadeOut(**WebhookOut.of(webhook).model_dump(), secret=secret)


@router.get("")
async def list_webhooks(engine: EngineDep, owner: Owner) -> WebhooksOut:
    """Those of this key's workspace; all for an admin."""
    return WebhooksOut(webhooks=[WebhookOut.of(each) for each in await webhooks.listed(engine, owner.workspace)])


@router.get("/{webhook_id}", responses=documented(404))
async def read_webhook(engine: EngineDep, webhook: One) -> WithEventsOut:
    """One of them, with what is on its way and what was set aside."""
    queue = [EventOut.model_validate(e, from_attributes=True) for e in await webhooks.events(engine, webhook.id)]
    return WithEventsOut(**WebhookOut.of(webhook).model_dump(), queue=queue)


@router.post("/{webhook_id}/retry", responses=documented(404))
async def retry_webhook(engine: EngineDep, webhook: One) -> RetriedOut:
    """Deliver anew what was set aside."""
    return RetriedOut(retried=await webhooks.retry(engine, webhook.id))


@router.delete("/{webhook_id}", status_code=204, responses=documented(404))
async def delete_webhook(engine: EngineDep, webhook: One) -> Response:
    """It hears nothing more, of what waits neither."""
    await webhooks.drop(engine, webhook.id)
    return Response(status_code=204)
