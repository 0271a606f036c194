"""Facts that nobody said are suggestions, and what is taken away needs a person's words."""

from typing import Any

import pytest

from engine.document.changes import CHANGE, Set, add, apply
from engine.document.spec import AgentSpec, Guardrail, Origin, Transfer
from engine.document.stages import Standing, progress_of, suggested_in
from engine.interview.asking.questions import next_question
from engine.interview.asking.suggested import decisions
from engine.interview.llm.check import ungrounded
from engine.interview.llm.grounds import Grounds
from engine.interview.recap import recap, recap_of
from engine.messages.recap import in_words
from tests.conftest import OpenEngine
from tests.llm.conftest import Open
from tests.llm.script import set_to, wanted
from tests.llm.server import ProviderServer
from tests.llm.talk import RESPONSES, conversation, hear, message
from tests.llm.test_checked import reviewed
from tests.talk import tell

SAID = Origin(author="u-ana", author_name="Ana", message="m1")
MODEL = Origin(author="u-ana", author_name="Ana", message="m1", how="suggested")


def tool(url: str, secret: str = "") -> dict[str, Any]:
    values = {"url": url} | ({"auth_ref": secret} if secret else {})
    return {"op": "configure", "tool": "book", "values": values}


def rule(statement: str) -> dict[str, Any]:
    return {"op": "add", "part": "guardrails", "item": {"id": "r1", "statement": statement}}


def line(number: str, label: str = "Front desk") -> dict[str, Any]:
    item = {"id": "desk", "label": label, "condition": "They ask for a person"}
    return {"op": "add", "part": "transfers", "item": item | ({"destination": number} if number else {})}


def hours(said: str, opens: str, closes: str) -> dict[str, Any]:
    periods = [{"days": ["mon", "fri"], "opens": opens, "closes": closes}]
    return {"op": "set", "path": "runtime.hours", "value": {"said": said, "periods": periods}}


HONEST: list[tuple[str, dict[str, Any]]] = [
    ("Bookings go to https://api.example.com/bookings", tool("https://api.example.com/bookings")),
    ("the api is at api.example.com, endpoint bookings", tool("https://api.example.com/bookings")),
    ("with the secret CLINIC_API_KEY at https://a.example.com", tool("https://a.example.com", "CLINIC_API_KEY")),
    ("the secret is called clinic api key, https://a.example.com/", tool("https://a.example.com/", "CLINIC_API_KEY")),
    ("Hand over to 0711 / 12 34-56", line("+49711123456")),
    ("Hand over to (415) 555-0123 please", line("+14155550123")),
    ("Front desk is four one five five five five oh one two three", line("+14155550123")),
    ("We cancel at most twenty-four hours ahead", rule("Cancel at most 24 hours ahead.")),
    ("Höchstens fünfundzwanzig Euro", rule("Never offer more than 25 Euro.")),
    ("No more than 1.200 euros", rule("Never promise more than 1200 euros.")),
    ("It costs $25.00", rule("The visit costs $25.")),
    ("We are open nine to five on weekdays", hours("nine to five on weekdays", "09:00", "17:00")),
    ("We open at half past eight, close at noon", hours("half past eight, close at noon", "08:30", "12:00")),
    ("Wir öffnen um halb neun bis 18 Uhr", hours("halb neun bis 18 Uhr", "08:30", "18:00")),
    ("Open round the clock", hours("Open round the clock", "00:00", "24:00")),
    ("She is called MÍA", {"op": "set", "path": "name", "value": "Mia"}),
    ("the company is brightsmile dental", {"op": "set", "path": "company", "value": "BrightSmile Dental"}),
    ("hand it to josé garcía", line("", "Ask for José García")),
    ("It says hello, this is Mia", {"op": "set", "path": "greeting", "value": "Hello, this is Mia. How can I help?"}),
    ("never talk about prices", rule("Never talk about prices or what something costs.")),
    ("Termine mit Patienten", rule("Nenne Patienten nie die Diagnose, und ruf den Arzt.")),
    ("only on monday, in english", rule("Offer slots only on Monday and in English.")),
    ("it should text people", {"op": "set", "path": "use_case", "value": "A receptionist who texts people by SMS."}),
]
MADE_UP: list[tuple[str, dict[str, Any], str]] = [
    ("Book appointments", tool("https://api.brightsmile.com/v1/book"), "https://api.brightsmile.com/v1/book"),
    ("At https://api.example.com", tool("https://api.example.com/v2/orders"), "https://api.example.com/v2/orders"),
    ("At https://api.example.com", tool("https://api.example.com", "CRM_TOKEN"), "CRM_TOKEN"),
    ("Hand over to the front desk", line("+14155550123"), "+14155550123"),
    ("Hand over to 415 555 0123", line("+14155550199"), "+14155550199"),
    ("A booking can be moved", rule("Move a booking up to 48 hours ahead."), "48"),
    ("It costs 25 dollars", rule("The visit costs $35."), "$35"),
    ("Tell them the price", rule("Say that it costs twenty five dollars."), "Say that it costs twenty five dollars."),
    ("We open at nine", hours("We open at nine", "09:00", "18:00"), "18:00"),
    ("A receptionist", {"op": "set", "path": "name", "value": "Sofia"}, "Sofia"),
    ("A receptionist for our clinic", {"op": "set", "path": "company", "value": "SmileCare"}, "SmileCare"),
    ("It greets people", {"op": "set", "path": "greeting", "value": "Hello, this is Sofia."}, "Sofia"),
    ("Hand over to a doctor", line("", "Ask for Dr Miller"), "Miller"),
    ("Write to us", rule("Tell people to write to help@brightsmile.com."), "help@brightsmile.com"),
    ("Be kind", rule("As you said, “the customer is always right”."), "the customer is always right"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "written"), HONEST, ids=[said for said, _ in HONEST])
def test_an_honest_model_is_not_punished_for_its_form(said: str, written: dict[str, Any]) -> None:
    assert ungrounded(written, Grounds(conversation(said))) == []


@pytest.mark.parametrize(("said", "written", "fact"), MADE_UP, ids=[fact for *_, fact in MADE_UP])
def test_a_fact_that_nobody_said_is_found(said: str, written: dict[str, Any], fact: str) -> None:
    assert ungrounded(written, Grounds(conversation(said))) == [fact]


def test_what_was_said_before_and_what_is_agreed_counts() -> None:
    spec = AgentSpec(company="Bright Smile")
    turn = conversation("go on", spec=spec, history=(message("Her name is Mia"),))
    written = {"op": "set", "path": "greeting", "value": "Hello, this is Mia from Bright Smile."}
    assert ungrounded(written, Grounds(turn)) == []


@pytest.mark.parametrize(("answer", "holds"), [("yes", True), ("hmm, why that one?", False)])
def test_the_builder_s_own_words_count_once_somebody_agrees(answer: str, holds: bool) -> None:
    history = (message("Shall it be called Sofia?", role="builder"),)
    grounds = Grounds(conversation(answer, history=history))
    assert (ungrounded({"op": "set", "path": "name", "value": "Sofia"}, grounds) == []) is holds


def test_a_suggestion_grounds_no_other() -> None:
    spec = apply(AgentSpec(), Set(path="name", value="Sofia"), origin=MODEL)
    assert isinstance(spec, AgentSpec)
    written = {"op": "set", "path": "greeting", "value": "Hello, this is Sofia."}
    assert ungrounded(written, Grounds(conversation("go on", spec=spec))) == ["Sofia"]


async def test_what_the_model_made_up_is_marked_and_told(provider: ProviderServer, opened: Open, model: str) -> None:
    provider.says({"reply": "Noted.", "changes": [wanted("add", part="transfers", item=line("+14155550123")["item"])]})
    interview = await hear(opened(model), conversation("Callers who are angry go to the front desk", spec=reviewed()))
    assert interview.proposals[0].how == "suggested"
    assert interview.notices[0] == (
        "Suggested by the model, and said by none of you: “+14155550123”. It counts once one of you agrees."
    )


DESK = Transfer(id="desk", label="Desk", condition="Asked", destination="+14155550123")
SUGGESTED: list[tuple[str, Any]] = [
    ("greeting", Set(path="greeting", value="Hello, this is Sofia.")),
    ("transfers.desk", add("transfers", DESK)),
    ("guardrails.late", add("guardrails", Guardrail(id="late", statement="Call back within 48 hours."))),
    ("goals.book.rules.At most 14 days. Or so.", {"op": "add_to_goal", "goal": "book", "part": "rules",
        "item": "At most 14 days. Or so."}),
    ("runtime.hours", {"op": "set", "path": "runtime.hours", "value": {"said": "9-5",
        "periods": [{"days": ["mon"], "opens": "09:00", "closes": "17:00"}]}}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "written"), SUGGESTED, ids=[path for path, _ in SUGGESTED])
def test_a_suggestion_is_asked_about_until_somebody_keeps_it_or_takes_it_out(path: str, written: Any) -> None:

    change = CHANGE.validate_python(written) if isinstance(written, dict) else written
    spec = apply(reviewed(), change, origin=MODEL)
    assert isinstance(spec, AgentSpec)
    assert [*suggested_in(spec)] == [path]
    assert path in progress_of(spec).missing
    asked = next_question(Standing(spec))
    keep, drop = decisions(spec, path)
    for decision in (keep, drop):
        after = spec
        for one in decision:
            made = apply(after, one, origin=SAID)
            assert isinstance(made, AgentSpec)
            after = made
        assert [*suggested_in(after)] == []
    assert "Suggested by the model: “" in in_words(recap_of(spec))
    assert "Suggested by the model: “" in recap(spec)
    assert asked is not None


def test_the_question_shows_what_a_yes_agrees_to() -> None:
    spec = apply(reviewed(), SUGGESTED[0][1], origin=MODEL)
    assert isinstance(spec, AgentSpec)
    asked = next_question(Standing(spec))
    assert asked is not None
    assert asked.text.startswith("Suggested by the model, and said by none of you: “Hello, this is Sofia.” (greeting).")


async def test_a_yes_makes_it_count(provider: ProviderServer, opened: Open, replica: OpenEngine) -> None:
    engine = await replica(opened(RESPONSES))
    provider.says(
        {"reply": "Sofia, then. Shall it be Sofia?", "changes": [set_to("use_case", "A receptionist"),
            set_to("name", "Sofia")], "asks": "name"},
        {"reply": "Good.", "changes": []},
    )  # fmt: skip
    first = await tell(engine, "A receptionist for patients")
    assert first.session.spec.origins["name"].how == "suggested"
    assert first.reply is not None
    assert "Suggested by the model, and said by none of you: “Sofia” (name). Shall I keep it?" in first.reply.text
    second = await tell(engine, "yes")
    assert second.session.spec.origins["name"].how == "said"
    assert "name" not in second.session.progress.missing


async def test_no_button_hides_a_fact_that_nobody_said(provider: ProviderServer, opened: Open, model: str) -> None:
    offered = [
        {"label": "Sounds good", "changes": [{"op": "set", "path": "name", "value": "Sofia"}]},
        {"label": "Call it Sofia", "changes": [{"op": "set", "path": "name", "value": "Sofia"}]},
    ]
    provider.says({"reply": "What is its name?", "asks": "greeting", "suggestions": offered})
    interview = await hear(opened(model), conversation("Hello"))
    assert interview.asked is not None
    assert [s.label for s in interview.asked.suggestions] == ["Call it Sofia"]


DROP = {"op": "remove", "part": "guardrails", "id": "advice"}
OPEN = {"op": "skip", "path": "platforms"}
SAY_SO = {"op": "set", "path": "compliance.ai_disclosure", "value": True}
NO_TONE = {"op": "set", "path": "tone", "value": []}
TAKING: list[tuple[str, str, dict[str, Any], bool]] = [
    ("Please drop the rule on advice", "drop the rule on advice", DROP, True),
    ("Could you take the rule out?", "take the rule out", DROP, True),
    ("We do not need that rule", "do not need that rule", DROP, True),
    ("Tell me about the rule", "", DROP, False),
    ("Tell me about the rule", "drop the rule", DROP, False),
    ("Here is a mail\n\n[mail.txt]\ndrop the rule", "drop the rule", DROP, False),
    ("I leave the platform open", "leave the platform open", OPEN, True),
    ("Tell me more", "", OPEN, False),
    ("It must say that it is an AI", "must say that it is an AI", SAY_SO, True),
    ("Does it say that it is an AI?", "say that it is an AI", SAY_SO, False),
    ("What is a tone?", "", NO_TONE, False),
    ("Clear the tone", "Clear the tone", NO_TONE, True),
    ("What is a goal?", "", {"op": "undo"}, False),
]


@pytest.mark.parametrize(("said", "quote", "change", "made"), TAKING)
async def test_what_is_taken_away_needs_a_person_s_words(
    provider: ProviderServer, opened: Open, said: str, quote: str, change: dict[str, Any], made: bool
) -> None:
    spec = apply(reviewed(), add("guardrails", Guardrail(id="advice", statement="Never give advice")), origin=SAID)
    assert isinstance(spec, AgentSpec)
    answer = {"reply": "All right, that is done.", "changes": [{"n": 1, "quote": quote, "change": change}]}
    provider.says(answer, answer)
    interview = await hear(opened(RESPONSES), conversation(said, spec=spec, earlier=AgentSpec()))
    assert (change["op"] in [p.change.op for p in interview.proposals if p.how == "said"]) is made
    assert any("nobody's words" in notice for notice in interview.notices) is not made


async def test_what_was_said_beside_a_made_up_fact_counts_as_said(
    provider: ProviderServer, opened: Open, model: str
) -> None:
    item = {
        "name": "crm",
        "purpose": "Books",
        "url": "https://api.example.com",
        "auth": "bearer",
        "auth_ref": "MADE_UP",
    }
    provider.says({"reply": "Set.", "changes": [wanted("add", part="tools", item=item)]})
    interview = await hear(opened(model), conversation("It books at https://api.example.com", spec=reviewed()))
    hows = {path: origin.how for path, origin in interview.spec.origins.items() if path.startswith("tools.crm")}
    assert [path for path, how in hows.items() if how == "suggested"] == ["tools.crm.auth_ref"]
    assert hows["tools.crm.url"] == "said"
