"""What one opening says about role, names, tone, direction and goals, each example for one cause."""

import pytest

from engine.document.spec import AgentSpec
from tests.guided.talk import talk


async def _spec(text: str) -> AgentSpec:
    return (await talk(text)).spec


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("We run a small pizzeria and want a bot that takes phone orders", "order taker"),
        ("Voice agent for early-stage collections, it confirms identity and takes payments", "collections agent"),
        ("Something that answers the phone at our dentist's and books checkups", "receptionist"),
        ("University IT desk. Resets passwords and opens tickets", "IT help desk agent"),
        ("I'd love a voice agent that books hair appointments when our receptionist is busy", "receptionist"),
        ("An order status assistant for our shop", "order status assistant"),
        ("It answers calls and arranges a callback with their mortgage adviser", "customer service agent"),
        ("An AI for our kennels, it answers calls and takes bookings for dogs", "receptionist"),
        ("Mobile cat groomer here. Take bookings and text me.", "receptionist"),
        ("Ticket office of a small opera house. Sell seats and take card payments.", "box office agent"),
        ("We move households. Call people who filled in the quote form and give an estimate.", "quote agent"),
        ("We do catering in Leeds, it should write up orders from offices", "catering order taker"),
        ("Three dentists, one nurse. It books checkups for our dental practice.", "receptionist"),
        ("A caller says what broke, the bot opens a ticket and tells the caller the number", "support agent"),
        ("Our tea house does pickup or delivery and it takes orders", "order taker"),
        ("Calls about a sagging line get a technician. It reports power outages.", "outage agent"),
    ],
)
async def test_the_role_is_named_or_follows_from_subject_trade_and_tools(text: str, role: str) -> None:
    assert (await _spec(text)).role == role


@pytest.mark.parametrize(
    ("text", "name", "company"),
    [
        ('Brand: Halcyon Tax & Advice, agent: "Sol". It takes messages.', "Sol", "Halcyon Tax & Advice"),
        ("We run a delivery app called Munchly and need a bot that looks up orders", None, "Munchly"),
        ("Our practice in Leeds (Steady Steps) needs an agent = Pia that books visits", "Pia", "Steady Steps"),
        ("Receptionist for Hotel Sonne that books rooms. Her name should be Lena.", "Lena", "Hotel Sonne"),
        ("Reminder bot for St. Clement Hospital, reminds patients of visits", None, "St. Clement Hospital"),
        ("A bot that books tables. Agent: Receptionist", None, None),
        ("Er soll Termine für Inspektionen vereinbaren und heißt Max", "Max", None),
        ("Molly's Petals, florist. It takes orders.", None, "Molly's Petals"),
        ("For Northway Removals Co - it answers calls and books visits", None, "Northway Removals Co"),
        ("Tengo una peluquería en Sevilla, Corte Real. Un agente que agende citas.", None, "Corte Real"),
        (
            "Wir sind eine Arztpraxis in Ulm (Praxis Dr. Sommer). Der Bot soll Termine buchen.",
            None,
            "Praxis Dr. Sommer",
        ),
        (
            "We run two bowling alleys (Strike & Spare Lanes) and need a bot that takes bookings",
            None,
            "Strike & Spare Lanes",
        ),
        ("a bot for my nail salon that books visits. salon is Velvet Corner", None, "Velvet Corner"),
        ("It books fittings for our ski workshop 'Edge & Wax'", None, "Edge & Wax"),
        ("Green Thread (florist, Bath). It takes orders.", None, "Green Thread"),
        ("Ayuntamiento de Robledo. Un agente que informe del estado de los trámites.", None, "Ayuntamiento de Robledo"),
        ("Der Bot soll bei Rohrbruch sofort weiterleiten. Heizungsbau Jensen.", None, "Heizungsbau Jensen"),
        ('We imagine a concierge, "Nino", who books tables', "Nino", None),
        ("La agente, Carmela, agenda citas", "Carmela", None),
        ("It takes messages. Name Tilda.", "Tilda", None),
        ("The agent is Friendly and books tables", None, None),
        ("It confirms visits. agent name: Mr. Ashby", "Mr. Ashby", None),
        ("It books visits. agency = Harrow Lettings, agent is 'Ines'", "Ines", "Harrow Lettings"),
    ],
)
async def test_names_are_taken_where_they_are_said(text: str, name: str | None, company: str | None) -> None:
    spec = await _spec(text)
    assert (spec.name, spec.company) == (name, company)


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("A bot that books tables. Courteous, brisk.", ["courteous", "brisk"]),
        ("It calls the patient and confirms visits, polite and brief", ["polite", "brief"]),
        ("Receptionist for a small law firm that takes messages", []),
        ("A help desk bot that opens tickets. Not too chatty, clear and patient.", ["clear", "patient"]),
        ("An agent for our fast delivery service that tracks parcels", []),
        ("Ein Bot, der Termine bucht. Höflich und sachlich.", ["polite", "factual"]),
        ("A bot that books seats. Witty and theatrical, never rude.", ["witty", "theatrical"]),
        ("A bot that books visits. It needs to sound helpful and calm.", ["helpful", "calm"]),
        ("Tracks parcels.\nHow: apologetic when late, practical", ["apologetic", "practical"]),
        ("Preciso de um bot que marque consultas", []),
    ],
)
async def test_a_tone_is_a_tone_only_where_it_describes_the_agent(text: str, tone: list[str]) -> None:
    assert list((await _spec(text)).tone) == tone


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("receptionist for a small law firm that takes messages", None),
        ("a bot that answers calls and books tables", "inbound"),
        ("it books visits, otherwise I'll call them back after the phone call", "inbound"),
        ("a bot that calls our members and renews their plans", "outbound"),
        ("De agent belt cliënten om ze aan de afspraak te herinneren", "outbound"),
        ("Wir möchten Kunden aktiv anrufen und Termine vereinbaren", "outbound"),
        ("Wenn Kunden anrufen, soll der Bot Termine vereinbaren", "inbound"),
        ("Someone fills in a form on our site and the bot should phone them back", "outbound"),
        ("An agent for our website that answers questions on parking", "web"),
        ("Leden bellen over hun les: bot maakt afspraken", "inbound"),
        ("Recall agent. Calls out, Tuesdays 4-6pm, and books check-ups", "outbound"),
    ],
)
async def test_the_direction_is_open_where_nobody_speaks_of_calls(text: str, direction: str | None) -> None:
    assert (await _spec(text)).direction == direction


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("A bot that answers the phone, greets people and books tables", ["Book tables"]),
        ("Our shop gets many enquiries. We want an agent that tracks parcels.", ["Track parcels"]),
        ("It checks the router and if that doesn't fix it open a ticket", ["Check the router", "Open a ticket"]),
        (
            "Un agente que agende citas, las cancele y las confirme",
            ["Agendar citas", "Cancelar citas", "Confirmar citas"],
        ),
        ("It tells guests whether their room is ready", ["Tell guests whether their room is ready"]),
        ("It takes the report (place, time, photos) and opens a ticket", ["Take the report", "Open a ticket"]),
        ("Agent books visits.\nOut of scope:\n- give refunds\n- take orders", ["Book visits"]),
        ("Agent books visits. Confident, respectful.", ["Book visits"]),
        ("Agent books visits. Gas smell → on-call tech.", ["Book visits", "Transfer calls that need a person"]),
        (
            "Wine club bot. Members call about corked bottles and tastings.",
            ["Help with corked bottles", "Help with tastings"],
        ),
    ],
)
async def test_goals_are_what_the_agent_does_for_callers(text: str, goals: list[str]) -> None:
    assert [goal.statement for goal in (await _spec(text)).goals] == goals


async def test_an_opening_without_a_grammar_of_its_language_is_read_by_pieces_of_words() -> None:
    spec = await _spec("歯科「みどり歯科」です。電話で予約の受付とキャンセルをするAI。丁寧に。名前は「ゆき」です。")
    assert (spec.name, spec.company, spec.direction, list(spec.tone)) == ("ゆき", "みどり歯科", "inbound", ["polite"])
    assert [goal.statement for goal in spec.goals] == ["Book appointments", "Cancel appointments"]


async def test_languages_may_be_given_as_codes() -> None:
    assert list((await _spec("A bot that books cars. EN + DE + FR.")).languages) == ["en", "de", "fr"]


@pytest.mark.parametrize(
    ("text", "proposed", "kept_out"),
    [
        ("A bot for our venue that takes payments. Refunds are never given.", "take_payment", "create_refund"),
        ("For emergencies, transfer immediately to the night clinic", "transfer_to_human", "book_appointment"),
        ("A bot that books visits. No heat → on-call tech.", "transfer_to_human", "check_inventory"),
        ("HR line. Employees ask about the PTO policy, it answers questions", "search_knowledge_base", "lookup_policy"),
        ("We are movers. It goes over the inventory and books a visit.", "book_appointment", "check_inventory"),
        ("It books oil changes", "book_appointment", "reschedule_appointment"),
        (
            "Complicated cases go to a consultant. Relaxed and knowledgeable.",
            "transfer_to_human",
            "search_knowledge_base",
        ),
        ("It must not give advice, legal questions get transferred to a person", "transfer_to_human", "take_payment"),
        ("It books consultations and answers questions about visas", "book_appointment", "take_payment"),
        ("It tracks orders and informs about refund status", "lookup_order", "create_refund"),
        (
            "Der Bot soll Termine vereinbaren. Zahlungen werden dort nicht angenommen.",
            "book_appointment",
            "take_payment",
        ),
        ("It books visits. If they ask for a refund, pass them to the office", "transfer_to_human", "create_refund"),
        ("It takes orders and writes down the delivery address", "place_order", "track_shipment"),
        ("It asks our panel ten questions, or agrees another time to call", "schedule_callback", "book_appointment"),
        ("It notes who calls and saves their details as a new lead", "create_lead", "take_payment"),
        ("School classes can book a guided tour of the brewery", "book_appointment", "place_order"),
        ("It opens a ticket for a broken router", "create_ticket", "transfer_to_human"),
    ],
)
async def test_a_tool_is_proposed_for_what_is_asked_and_for_nothing_beside_it(
    text: str, proposed: str, kept_out: str
) -> None:
    states = {tool.name: tool.state for tool in (await _spec(text)).tools}
    assert states.get(proposed) == "proposed"
    assert states.get(kept_out) != "proposed"


async def test_what_is_asked_for_is_not_declined_by_a_word_of_a_rule() -> None:
    spec = await _spec("Der Bot soll Termine vereinbaren. Keine medizinische Beratung.")
    assert {tool.state for tool in spec.tools if tool.name == "book_appointment"} == {"proposed"}


async def test_a_vague_opening_still_sets_its_own_language() -> None:
    result = await talk("Wir hätten gern irgendwas mit Sprache für unsere Leute")
    assert (list(result.spec.languages), result.spec.use_case) == (["de"], None)
