"""The reply is true: what was refused, or what nobody did, is not claimed."""

import re

import pytest

from engine.document.spec import AgentSpec
from engine.interview.contract import Question
from engine.interview.llm.truth import NOTHING, without_claims
from tests.llm.conftest import Open
from tests.llm.script import set_to, wanted
from tests.llm.server import ProviderServer
from tests.llm.talk import RESPONSES, conversation, hear
from tests.llm.test_checked import reviewed

BEGUN = AgentSpec(use_case="A receptionist", role="receptionist")
INTERNALS = re.compile(r"“path”|“value”|\bop\b|\{|must be one of|valid dictionary")


async def test_what_was_refused_is_not_claimed(provider: ProviderServer, opened: Open, model: str) -> None:
    answer = {
        "reply": "The mood is purple now. She is called Mia. Who calls?",
        "changes": [set_to("mood", "purple"), set_to("name", "Mia")],
        "asks": "audience",
    }
    provider.says(answer, answer)
    heard = await hear(opened(model), conversation("Her mood is purple and her name is Mia", spec=BEGUN))
    assert heard.words == "She is called Mia. Who calls?"
    assert "“purple”" in heard.notices[0]
    assert not any(INTERNALS.search(text) for text in (heard.words, *heard.notices))


async def test_an_approval_that_was_refused_is_not_claimed(provider: ProviderServer, opened: Open, model: str) -> None:
    answer = {"reply": "Approved, the flow is fixed.", "changes": [wanted("approve", what="flow", quote="yes")]}
    provider.says(answer, answer)
    heard = await hear(opened(model), conversation("What is a node?", spec=reviewed()))
    assert "pproved" not in heard.words
    assert heard.words.startswith(NOTHING)
    assert heard.asked is not None
    assert heard.words.endswith(heard.asked.text)


async def test_what_happened_is_said_where_nothing_true_is_left(provider: ProviderServer, opened: Open) -> None:
    answer = {"reply": "All done.", "changes": [set_to("mood", "purple"), set_to("audience", "patients")]}
    provider.says(answer, answer)
    heard = await hear(opened(RESPONSES), conversation("Patients call", spec=BEGUN))
    assert heard.words.startswith("Noted: “patients” (audience).")


@pytest.mark.parametrize(
    "reply",
    [
        "Noted. How should it sound?",
        "I've set the tone to warm. How should it sound?",
        "The flow is now approved. How should it sound?",
        "He añadido el tono. How should it sound?",
        "Notiert. How should it sound?",
    ],
)
async def test_nothing_is_claimed_without_a_change(provider: ProviderServer, opened: Open, reply: str) -> None:
    provider.says({"reply": reply, "asks": "tone"})
    turn = conversation("hmm", spec=BEGUN, asked=Question("tone", "How should it sound?"))
    heard = await hear(opened(RESPONSES), turn)
    assert heard.words == f"{NOTHING}\n\nHow should it sound?"


@pytest.mark.parametrize(
    "reply",
    [
        "Take your time. How should it sound?",
        "I have not changed anything. How should it sound?",
        "Once the flow is approved, I write the prompt.",
        "A tool is something that the agent does in a call, such as a lookup.",
        "Shall it be noted?",
    ],
)
def test_a_reply_that_claims_nothing_stays_as_it_is(reply: str) -> None:
    assert without_claims(reply) == reply
