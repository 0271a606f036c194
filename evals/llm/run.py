"""One persona with one interviewer: the guided one, a recorded model, or a configured one that is asked and may be
recorded meanwhile."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from engine import sessions
from engine.interview.choice import interviewer_from
from engine.interview.contract import Message
from engine.interview.guided import Guided
from engine.interview.llm.names import ModelName, models_of
from engine.settings import Settings, load_settings
from engine.store import transcript
from engine.store.usage import of_session, total
from evals.guided.drive import play, running_engine
from evals.llm import stand_in
from evals.llm.cassettes import Cassette, Server, serving
from evals.llm.persona import Persona
from evals.llm.score import Scored, scored

Way = Literal["guided", "recorded", "live", "record"]
_HOME = {"anthropic": "https://api.anthropic.com", "openai": "https://api.openai.com/v1"}


@dataclass(frozen=True, slots=True)
class Played:
    persona: str
    model: str
    """Empty for the guided interviewer."""
    scored: Scored
    missed: int = 0
    """Requests that no cassette knows: the prompt has changed since, and the guided interviewer took over."""


async def played(name: str, persona: Persona, way: Way, settings: Settings) -> Played:
    """`settings`: of whoever runs it, for `live` and `record`; without a model there, the stand-in is recorded."""
    if way == "guided":
        return Played(name, "", await _scored(name, persona, None))
    if way == "live":
        return Played(name, settings.llm_models, await _scored(name, persona, settings))
    with ExitStack() as open_things:
        if way == "record" and not models_of(settings):
            url = open_things.enter_context(stand_in.running())
            settings = load_settings(None, llm_models=stand_in.MODEL, openai_base_url=f"{url}/v1")
        return await _through_a_cassette(name, persona, way, settings, open_things)


async def _through_a_cassette(
    name: str, persona: Persona, way: Way, settings: Settings, open_things: ExitStack
) -> Played:
    kept = Cassette.load(name)
    if way == "record":
        model = models_of(settings)[0]
        cassette = Cassette(name, _written(model))
        server = open_things.enter_context(serving(Server(cassette, _upstream(model, settings))))
        here = _here(model, server, settings)
    else:
        server = open_things.enter_context(serving(Server(kept)))
        here = _replayed(kept.model, server)
    found = await _scored(name, persona, here)
    if way == "record":
        server.cassette.save()
    return Played(name, server.cassette.model, found, server.missed)


async def _scored(name: str, persona: Persona, settings: Settings | None) -> Scored:
    told = persona.told
    async with running_engine(interviewer_from(settings) if settings else Guided()) as engine:
        turns = await play(engine, name, told)
        [session] = await sessions.listed(engine, "evals+")
        used = total(await of_session(engine.store, session.id))
        said = [m for _, _, m in await transcript.page(engine.store, session.id, limit=1_000) if m.role == "person"]
    return scored(persona, turns, _people(said), used)


def _people(said: list[Message]) -> list[Message]:
    return [message for message in said if message.addressed]


def _upstream(model: ModelName, settings: Settings) -> str:
    """Scheme and host of the provider; the path of its address stays in the request."""
    url = urlsplit(_base(model, settings))
    return f"{url.scheme}://{url.netloc}"


def _base(model: ModelName, settings: Settings) -> str:
    given = settings.anthropic_base_url if model.api == "anthropic" else settings.openai_base_url
    return given or _HOME["anthropic" if model.api == "anthropic" else "openai"]


def _here(model: ModelName, server: Server, settings: Settings) -> Settings:
    """The same settings, with the recorder where the provider was."""
    url = f"{server.url}{urlsplit(_base(model, settings)).path}"
    which = "anthropic_base_url" if model.api == "anthropic" else "openai_base_url"
    return settings.model_copy(update={which: url, "llm_models": _written(model)})


def _written(model: ModelName) -> str:
    return f"{model.api}:{model.model}"


def _replayed(model: str, server: Server) -> Settings:
    """Settings that name the player for everything, with keys that open nothing."""
    return load_settings(
        None,
        llm_models=model or stand_in.MODEL,
        openai_api_key="sk-" + "o" * 24,
        anthropic_api_key="sk-ant-" + "a" * 24,
        openai_base_url=f"{server.url}/v1",
        anthropic_base_url=server.url,
    )
