"""Brings the agent of a session to its platform over HTTP."""

from typing import TYPE_CHECKING

from engine.document.spec import Platform
from engine.errors import PersonError
from engine.pushing.push import ChangedThere, Push, PushUnderWay, Report
from engine.pushing.remote import TIMEOUT_SECONDS, Remote, RemoteFailed
from engine.pushing.report import in_words
from engine.settings import Settings
from engine.targets import TARGETS, Bundle, Target
from engine.targets.pushable import Pushable
from engine.turns.engine import Engine

if TYPE_CHECKING:
    import httpx2

__all__ = ["ChangedThere", "PushUnderWay", "RemoteFailed", "Report", "in_words", "push", "pushed_platforms"]


def pushed_platforms() -> tuple[Platform, ...]:
    """Names of the platforms that can be pushed to."""
    return tuple(name for name, target in TARGETS.items() if target.push)


async def push(
    engine: Engine, session_id: str, bundle: Bundle, *, dry_run: bool = True, overwrite: bool = False
) -> Report:
    """Bring the bundle there; with `dry_run` only look. Raises PersonError where that is not possible."""
    target = TARGETS[bundle.platform]
    if target.push is None:
        raise PersonError(f"I cannot push to {target.title}. Take the files, and follow their README.")
    pushable = target.push()
    async with _client(engine.settings, target, pushable) as client:
        pushing = Push(engine.store, Remote(target.title, client), pushable, session_id, bundle, engine.clock())
        return await pushing.run(dry_run=dry_run, overwrite=overwrite)


def _client(settings: Settings, target: Target, pushable: Pushable) -> "httpx2.AsyncClient":
    """Raises PersonError without a key."""
    import httpx2  # no chat needs it before somebody pushes

    key = settings.key_for(target.name)
    if not key:
        raise PersonError(
            f"I have no key for {target.title}. Whoever runs Agent Builder can set {target.name.upper()}_API_KEY; "
            "until then, take the files and follow their README."
        )
    header, form = pushable.header
    base = getattr(settings, f"{target.name}_base_url")
    return httpx2.AsyncClient(base_url=base, headers={header: form.format(key)}, timeout=TIMEOUT_SECONDS)
