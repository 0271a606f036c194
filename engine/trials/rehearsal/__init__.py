"""A rehearsal: a call with the agent before it ships, without a model.

`Call` plays the agent; what it did is a list of `Beat`s. `replayed` goes on with a call of which the words are kept.
"""

from collections.abc import Iterable

from engine.document.spec import AgentSpec
from engine.trials.rehearsal.call import Call
from engine.trials.rehearsal.speaking import Beat

__all__ = ["Beat", "Call", "replayed"]


def replayed(spec: AgentSpec, utterances: Iterable[str]) -> Call:
    """The call as it stands after these words of the caller."""
    call = Call(spec)
    call.begin()
    for said in utterances:
        call.hear(said)
    return call
