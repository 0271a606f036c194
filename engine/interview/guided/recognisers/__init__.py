"""Every recogniser, in the order in which their changes are made. Adding one is a module and a line here."""

from engine.interview.guided.reading import Recogniser
from engine.interview.guided.recognisers.audience import audience
from engine.interview.guided.recognisers.data_fields import data_fields
from engine.interview.guided.recognisers.direction import direction
from engine.interview.guided.recognisers.goals import goals
from engine.interview.guided.recognisers.guardrails import guardrails
from engine.interview.guided.recognisers.hours import hours
from engine.interview.guided.recognisers.identity import identity
from engine.interview.guided.recognisers.industry import industry
from engine.interview.guided.recognisers.languages import languages
from engine.interview.guided.recognisers.names import names
from engine.interview.guided.recognisers.role import role
from engine.interview.guided.recognisers.settings import compliance, criteria, platforms, speech
from engine.interview.guided.recognisers.tone import tone
from engine.interview.guided.recognisers.transfers import transfers

RECOGNISERS: tuple[Recogniser, ...] = (
    names,
    role,
    industry,
    goals,
    audience,
    direction,
    tone,
    languages,
    identity,
    data_fields,
    transfers,
    guardrails,
    compliance,
    hours,
    speech,
    criteria,
    platforms,
)
