"""Pushes specs of one session to a platform on this computer; patient without waiting."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import httpx2

from engine import sessions
from engine.document.spec import AgentSpec, Platform
from engine.messages.inbound import Author
from engine.pushing.push import Push, Report
from engine.pushing.remote import Remote
from engine.sessions import Engine
from engine.targets import TARGETS, export
from engine.targets.once import once
from tests.pushing.elevenlabs import ElevenLabs
from tests.pushing.retell import Retell
from tests.pushing.vapi import Vapi
from tests.pushing.vendor import Vendor, running

_V = TypeVar("_V", bound=Vendor)
_DENTAL_SECRETS = {"CLINIC_TOKEN": "sec-1", "CLINIC_KEY": "sec-2"}
VENDORS: Mapping[Platform, Callable[[], Vendor]] = {
    "elevenlabs": lambda: ElevenLabs(secrets=dict(_DENTAL_SECRETS)),
    "vapi": lambda: Vapi(secrets=dict(_DENTAL_SECRETS)),
    "retell": Retell,
}
"""Each with the secrets that the sample of a clinic names."""


@dataclass
class Pusher:
    engine: Engine
    session_id: str
    address: str
    platform: Platform

    async def push(
        self, spec: AgentSpec, version: int = 1, *, dry_run: bool = False, overwrite: bool = False, key: str = "key-1"
    ) -> Report:
        target = TARGETS[self.platform]
        assert target.push
        pushable = target.push()
        header, form = pushable.header
        headers = {header: form.format(key)}
        async with httpx2.AsyncClient(base_url=self.address, headers=headers, timeout=None) as client:
            remote = Remote(target.title, client, pause=0)
            bundle = once(spec, (self.platform, version), lambda: export(spec, self.platform, version))
            push = Push(self.engine.store, remote, pushable, self.session_id, bundle, self.engine.clock())
            return await push.run(dry_run=dry_run, overwrite=overwrite)


def doing(report: Report) -> set[str]:
    """What was done with any of its objects."""
    return {step.doing for step in report.steps}


async def new_session(engine: Engine) -> str:
    return (await sessions.create(engine, author=Author("u1", "Ana"))).session.session_id


@asynccontextmanager
async def fresh(engine: Engine, platform: Platform, vendor: _V) -> AsyncIterator[tuple[_V, Pusher]]:
    """A platform and a session of their own."""
    session_id = await new_session(engine)
    with running(vendor) as url:
        yield vendor, Pusher(engine, session_id, url, platform)
