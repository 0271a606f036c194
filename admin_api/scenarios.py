"""Scenarios: the agent's tests played and judged without a model. Nothing of it is stored."""

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from admin_api.access import Reader
from admin_api.documents import WhichVersion, spec_at
from admin_api.problems import documented
from admin_api.rehearsals import BeatOut, ExchangeOut
from admin_api.sessions import SessionId
from admin_api.state import EngineDep
from engine import sessions

router = APIRouter(
    prefix="/sessions/{session_id}/scenarios",
    tags=["scenarios"],
    responses=documented(400, 401, 403, 404, 408, 413, 415, 422, 500, 503),
)
Verdict = Literal["passed", "failed", "not_judged"]


class ScenariosIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    tests: Annotated[
        list[Annotated[str, Field(max_length=64)]],
        Field(max_length=1_000, description="Ids of `GET …/tests`; without any, all of them."),
    ] = []


class ScenarioOut(BaseModel):
    test: str
    title: str
    verdict: Annotated[
        Verdict,
        Field(description="`not_judged`: only a model or a person can tell; what holds in every call did hold."),
    ]
    why: Annotated[list[str], Field(description="Why it failed, a sentence a reason.")]
    fingerprint: Annotated[str, Field(description="Of what is tried; once the test has another, this is stale.")]
    transcript: list[ExchangeOut]


class ScenariosOut(BaseModel):
    version: int
    counts: dict[Verdict, int]
    scenarios: list[ScenarioOut]


@router.post("")
async def play_scenarios(
    engine: EngineDep,
    _: Reader,
    session_id: SessionId,
    asked: ScenariosIn | None = None,
    version: WhichVersion = None,
) -> ScenariosOut:
    """Play the agent's tests: a scripted caller talks to the agent as it is drawn, with stand-ins for its tools."""
    view = await sessions.status(engine, session_id)
    number, spec = await spec_at(engine, view, version)
    found = await sessions.scenarios(spec, number, asked.tests if asked else ())
    counts = Counter(result.verdict for result in found.results)
    return ScenariosOut(
        version=number,
        counts={"passed": counts["passed"], "failed": counts["failed"], "not_judged": counts["not_judged"]},
        scenarios=[
            ScenarioOut(
                test=result.test.id,
                title=result.test.title,
                verdict=result.verdict,
                why=list(result.why),
                fingerprint=result.test.fingerprint,
                transcript=[
                    ExchangeOut(
                        said=exchange.said,
                        beats=[BeatOut.model_validate(beat, from_attributes=True) for beat in exchange.beats],
                    )
                    for exchange in result.transcript
                ],
            )
            for result in found.results
        ],
    )
