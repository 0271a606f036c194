"""Openings of three agents that nobody had designed before: what each says is in the spec, and nothing else is."""

from tests.guided.talk import talk

PLUMBER = (
    "We need an emergency line for the nights, 10pm to 6am, at Kessel & Sons Plumbing in Leeds. It should find out "
    "where it is leaking and whether the water is off, decide whether it can wait till morning, and otherwise wake the "
    "plumber on duty, Dan, +44 113 496 0199. Non-urgent jobs get a slot the next day. It must never promise "
    "an arrival time."
)
CLINIC = (
    "Outbound: the eye clinic Klarblick calls patients two days before their operation to confirm, and moves the date "
    "if needed. The patient must confirm their date of birth before we say anything. On voicemail say nothing but the "
    "clinic's phone number. Patients must be told not to eat after midnight."
)
BANK = (
    "Phone agent for Harbour Savings Bank: it freezes stolen cards, tells the last five transactions, explains charges "
    "and takes complaints. Before anything about the account it checks account number, date of birth and two digits of "
    "the phone PIN, three tries, then the fraud desk at +1 212 555 0170. It never gives investment advice."
)


async def test_a_plumber_is_woken_for_what_cannot_wait() -> None:
    spec = (await talk(PLUMBER)).spec
    assert [g.statement for g in spec.goals] == ["Book appointments"]
    assert [(t.label, t.destination) for t in spec.transfers] == [("Plumber on duty", "+441134960199")]
    assert [f.description for f in spec.data_fields][:2] == ["Where it is leaking", "Whether the water is off"]
    assert "Do not promise an arrival time" in {g.statement for g in spec.guardrails}


async def test_a_clinic_tells_what_must_be_told() -> None:
    spec = (await talk(CLINIC)).spec
    assert [g.statement for g in spec.goals] == ["Confirm appointments", "Move the date"]
    assert spec.identity
    assert spec.identity.ask == ("the date of birth",)
    assert [g.statement for g in spec.guardrails][:2] == [
        "On voicemail say only the clinic's phone number",
        "Tell patients not to eat after midnight",
    ]
    assert spec.tone == ()


async def test_a_bank_checks_all_that_it_names_and_hands_over_what_fails() -> None:
    spec = (await talk(BANK)).spec
    assert [g.statement for g in spec.goals] == [
        "Freeze stolen cards",
        "Tell the last five transactions",
        "Explain charges",
        "Take complaints",
    ]
    assert spec.identity
    assert spec.identity.ask == ("the account number", "the date of birth", "two digits of the phone PIN")
    assert (spec.identity.tries, spec.identity.otherwise) == (3, "Put the caller through to the fraud desk")
    failed = next(e for e in spec.flow.edges if e.source == "verify" and e.otherwise)
    assert failed.target == "fraud_desk__transfer"
    assert [e.source for e in spec.flow.edges if e.target == "fraud_desk__transfer"] == ["verify"]


async def test_what_holds_under_a_condition_is_a_rule_and_no_goal() -> None:
    spec = (await talk("It sends the on-call plumber. If somebody smells gas they must leave the house first.")).spec
    assert [g.statement for g in spec.goals] == ["Send the on-call plumber"]
    assert [g.statement for g in spec.guardrails][:1] == ["If somebody smells gas they must leave the house first"]


async def test_whether_a_repair_is_ready_is_looked_up_and_opens_no_ticket() -> None:
    spec = (await talk("for our bike shop: people ring to ask if their repair is ready and to book a service")).spec
    assert [(g.playbook, g.tools[0]) for g in spec.goals] == [
        ("ticket_status", "check_ticket"),
        ("book_appointment", "check_availability"),
    ]
    assert "create_ticket" not in {tool.name for tool in spec.tools}


async def test_a_rule_that_two_readers_take_from_one_message_stands_once() -> None:
    told = await talk(
        "Outbound reminder calls for Lakeside Clinic: call patients the day before their appointment, confirm it, move "
        "it if they can't come. If somebody else picks up, never say which department it is."
    )
    assert len([rule for rule in told.forbidden if "department" in rule]) == 1
