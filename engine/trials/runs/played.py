"""A test that was played: every exchange of the call, and how it ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.trials.agent_test import AgentTest
from engine.trials.agent_view import AgentView
from engine.trials.rehearsal import Beat, Call
from engine.trials.runs.caller import Caller

MOST_EXCHANGES = 40
"""After that nobody would still be on the line."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the caller said, and what the agent did then; of the first one nobody has said anything."""

    said: str
    beats: Sequence[Beat]

    @property
    def words(self) -> str:
        return " ".join(beat.text for beat in self.beats if beat.kind == "says")


@dataclass(frozen=True, slots=True)
class Played:
    test: AgentTest
    exchanges: Sequence[Exchange]
    steps: Sequence[str]
    reached: Sequence[str]
    ended: str
    """As `Call.ended`; empty for one answer or one tool, after which nobody goes on."""
    came_up: bool = True
    """The caller got to say all that they had to say."""

    @property
    def answer(self) -> str:
        """The agent's last words."""
        return self.exchanges[-1].words

    def uses(self) -> Iterator[tuple[Exchange, Beat]]:
        """Every use of a tool that worked."""
        for exchange in self.exchanges:
            for beat in exchange.beats:
                if beat.kind == "uses" and not beat.failed:
                    yield exchange, beat


def played(test: AgentTest, view: AgentView) -> Played:
    """The call of this test, up to what it judges."""
    call, caller = Call(view.spec, test.mocks), Caller(test, view)
    exchanges = [Exchange("", tuple(call.begin()))]
    while not call.ended and len(exchanges) < MOST_EXCHANGES and not _is_judged_here(test, caller, exchanges):
        said = caller.answer_to(call)
        exchanges.append(Exchange(said, tuple(call.hear(said))))
    return Played(test, exchanges, tuple(call.steps), tuple(call.reached), call.ended, caller.has_said_all)


def _is_judged_here(test: AgentTest, caller: Caller, exchanges: Sequence[Exchange]) -> bool:
    if test.kind == "answer":
        return caller.has_said_all
    wanted = {use.tool for use in test.must.calls}
    return test.kind == "tool" and any(beat.tool in wanted for beat in exchanges[-1].beats)
