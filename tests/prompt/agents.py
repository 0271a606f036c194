"""Ten agents as their teams would have agreed on them: goals linked to their playbooks, tools, fields and cases."""

from collections.abc import Mapping
from typing import Any

from engine.document.spec import (
    AgentSpec,
    Case,
    Compliance,
    DataField,
    Emergency,
    Fallback,
    Goal,
    Guardrail,
    Hours,
    Identity,
    KnowledgeItem,
    Period,
    Pronunciation,
    Runtime,
    Speech,
    Tool,
    Transfer,
    Variable,
)
from engine.playbooks import JobField, job
from engine.tools.catalog import tool_from
from engine.workflow.synthesize import draw

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def goal(playbook: str, rules: tuple[str, ...] = (), cases: tuple[Case, ...] = (), **values: Any) -> Goal:
    """A goal that has adopted its playbook."""
    known = job(playbook)
    return Goal(
        id=playbook,
        statement=values.pop("statement", known.statement["en"]),
        success=known.success,
        playbook=playbook,
        tools=values.pop("tools", known.tools),
        fields=tuple(f.name for f in known.fields if f.how != "known"),
        rules=(*rules, *known.rules),
        cases=(*cases, *(Case(when=c.when, then=c.then) for c in known.cases)),
        **values,
    )


def agent(*goals: Goal, tools: tuple[str, ...] = (), without: tuple[str, ...] = (), **values: Any) -> AgentSpec:
    """A spec with the fields, variables and tools of its goals; `tools` come on top, `without` are left out."""
    jobs = [job(g.playbook) for g in goals if g.playbook]
    fields = {f.name: f for j in jobs for f in j.fields}
    names = dict.fromkeys(t for g in goals for t in g.tools)
    accepted = [t for t in (*names, *tools, "end_call") if t not in without]
    spec = AgentSpec(
        goals=tuple(g.model_copy(update={"tools": tuple(t for t in g.tools if t in accepted)}) for g in goals),
        data_fields=tuple(_field(f) for f in fields.values() if f.how != "known"),
        variables=tuple(
            Variable(name=f.name, description=_words(f.name).capitalize()) for f in fields.values() if f.how == "known"
        ),
        tools=tuple(_tool(name) for name in dict.fromkeys(accepted)),
        **values,
    )
    return spec.model_copy(update={"flow": draw(spec)})


def _tool(name: str) -> Tool:
    return tool_from(name).model_copy(update={"state": "accepted"})


def _field(field: JobField) -> DataField:
    return DataField(
        name=field.name,
        type=field.type,
        description=_words(field.name).capitalize(),
        ask=field.ask,
        source="caller_id" if field.how == "caller_id" else "caller",
        required=field.how == "asked",
        read_back=field.read_back,
    )


def _words(name: str) -> str:
    return name.replace("_", " ")


PLUMBER = agent(
    goal(
        "emergency_dispatch",
        rules=("The night call-out is one hundred and twenty before any work, and the caller hears it first.",),
        cases=(Case(when="The caller lives outside the county.", then="Say so at once, and name no other firm."),),
    ),
    goal("book_appointment", rules=("At night, offer times from eight tomorrow morning on.",)),
    name="Finn",
    role="night dispatcher",
    company="Harbour Plumbing",
    industry="plumbing",
    direction="inbound",
    audience="people with a burst pipe at night",
    tone=("calm", "brisk"),
    languages=("en-GB",),
    greeting="Harbour Plumbing, the night line. This is Finn, the virtual assistant. What has happened?",
    transfers=(
        Transfer(
            id="on_duty",
            label="the plumber on duty",
            condition="Nobody has confirmed the dispatch",
            destination="+441632960001",
        ),
    ),
    tools=("transfer_to_human",),
    guardrails=(Guardrail(id="arrival", statement="Never promise an arrival to the minute."),),
    emergencies=(
        Emergency(
            id="gas",
            signs="A smell of gas, or a boiler that hisses",
            say="Please go outside with everybody and touch no switch. Call the gas emergency line from there.",
            then="End the call when they have understood.",
        ),
        Emergency(
            id="sockets",
            signs="Water near sockets or the fuse box",
            say="Please stay away from the water, and touch no switch.",
            then="Send the plumber first.",
        ),
    ),
    runtime=Runtime(
        timezone="Europe/London",
        hours=Hours(
            periods=(Period(days=(*WEEKDAYS, "sat", "sun"), opens="19:00", closes="07:00"),),
            outside="Say that the office takes calls from seven in the morning, and send only emergencies.",
        ),
    ),
)

DENTIST = agent(
    goal(
        "book_appointment",
        rules=("Book at most three months ahead.", "New patients get a first check-up of an hour."),
        cases=(Case(when="The caller is in strong pain.", then="Offer the first time today, before anything else."),),
    ),
    goal("reschedule_appointment"),
    goal("answer_questions"),
    name="Mia",
    role="receptionist",
    company="Bright Smile Dental",
    industry="dental clinic",
    direction="inbound",
    audience="patients and people who want to become patients",
    tone=("warm", "calm"),
    languages=("en-US", "es"),
    greeting="Bright Smile Dental, this is Mia, a virtual assistant. How can I help?",
    knowledge=(
        KnowledgeItem(id="parking", title="Parking", content="There is free parking behind the house."),
        KnowledgeItem(id="prices", title="Prices", content="A check-up is eighty dollars, a cleaning a hundred."),
    ),
    transfers=(
        Transfer(
            id="front_desk",
            label="the front desk",
            condition="The caller asks for a person.",
            destination="+14155550123",
        ),
    ),
    tools=("transfer_to_human", "send_sms"),
    fallback=Fallback(kind="person", transfer="front_desk"),
    speech=Speech(pronunciations=(Pronunciation(word="Invisalign", say="in-VIZ-uh-line"),)),
    guardrails=(Guardrail(id="prices", statement="Name a price only from the facts."),),
    runtime=Runtime(
        timezone="America/Los_Angeles",
        hours=Hours(
            periods=(Period(days=WEEKDAYS, opens="08:00", closes="17:00"),),
            closed=("public holidays",),
            outside="Take bookings all the same, but put nobody through.",
        ),
    ),
)

CLINIC = agent(
    goal("remind_appointment", rules=("Offer another day within two weeks.",)),
    without=("collect_voicemail",),
    name="Nora",
    role="appointment reminder agent",
    company="Lakeside Clinic",
    industry="medical practice",
    direction="outbound",
    audience="patients with an appointment tomorrow",
    tone=("friendly", "brief"),
    languages=("en-GB",),
    greeting="Good afternoon, this is Nora, the virtual assistant of Lakeside Clinic.",
    compliance=Compliance(regimes=("GDPR",)),
    runtime=Runtime(timezone="Europe/Dublin"),
)

BANK = agent(
    goal("account_questions"),
    goal("block_card", rules=("Block first, and ask what happened afterwards.",)),
    name="Clara",
    role="account assistant",
    company="Northfield Bank",
    industry="banking",
    direction="inbound",
    audience="private customers",
    tone=("exact", "calm"),
    languages=("en-GB",),
    greeting="Northfield Bank, you are speaking with Clara, the digital assistant. How can I help you?",
    identity=Identity(
        ask=("the account number", "the date of birth"),
        tries=2,
        otherwise="Say that you cannot go on, and put the caller through to the card desk.",
    ),
    transfers=(
        Transfer(id="card_desk", label="the card desk", condition="Blocking has failed, or money is going out now."),
    ),
    tools=("transfer_to_human",),
    fallback=Fallback(kind="person", transfer="card_desk"),
    compliance=Compliance(ai_disclosure=True, recording_consent=True, regimes=("GDPR",)),
    guardrails=(Guardrail(id="pin", statement="Never ask for a PIN or a code from a text."),),
    runtime=Runtime(timezone="Europe/London"),
)

RESTAURANT = agent(
    goal(
        "make_reservation",
        statement="Reservar mesas",
        rules=("Desde diez personas hace falta una señal.",),
        cases=(Case(when="Piden la terraza.", then="Decir que la terraza no se reserva."),),
    ),
    goal("answer_questions", statement="Responder preguntas sobre la carta"),
    name="Lucía",
    role="anfitriona",
    company="Casa Lucía",
    industry="restaurante",
    direction="inbound",
    audience="clientes del restaurante",
    tone=("alegre",),
    languages=("es-ES",),
    greeting="Casa Lucía, buenas tardes, soy la asistente virtual. ¿En qué puedo ayudarle?",
    knowledge=(KnowledgeItem(id="carta", title="Carta", content="Hay platos sin gluten y tres platos veganos."),),
    fallback=Fallback(kind="none"),
    runtime=Runtime(
        timezone="Europe/Madrid",
        hours=Hours(periods=(Period(days=("tue", "wed", "thu", "fri", "sat", "sun"), opens="13:00", closes="23:30"),)),
    ),
)

DEBT = agent(
    goal("collect_debt", rules=("Agree to at most six instalments.",)),
    name="Jordan",
    role="payment assistant",
    company="Harbor Recovery",
    industry="debt collection",
    direction="outbound",
    audience="people with an overdue balance",
    tone=("respectful", "calm"),
    languages=("en-US",),
    greeting="Hello, this is Jordan, a virtual assistant. Am I speaking with {{person_name}}?",
    compliance=Compliance(regimes=("FDCPA", "TCPA", "PCI DSS")),
    runtime=Runtime(timezone="America/New_York"),
)

SHOP = agent(
    goal("order_status"),
    goal("start_return", rules=("Returns are possible for thirty days.",)),
    name="Ava",
    role="customer service agent",
    company="Oak and Loom",
    industry="online shop",
    direction="web",
    audience="customers of the shop",
    tone=("friendly",),
    languages=("en", "de"),
    greeting="Hello, I am Ava, the virtual assistant of Oak and Loom. What can I do for you?",
    tools=("schedule_callback",),
    fallback=Fallback(kind="callback"),
    guardrails=(Guardrail(id="discounts", statement="Never offer discounts."),),
    runtime=Runtime(timezone="Europe/Berlin"),
)

SURVEY = agent(
    goal("survey", rules=("Ask four questions at most.",)),
    name="Sam",
    role="survey interviewer",
    company="Green Energy Co-op",
    industry="energy supply",
    direction="outbound",
    audience="members who had a technician visit last week",
    tone=("friendly", "brief"),
    languages=("en",),
    greeting="Hello, this is Sam, a virtual assistant of Green Energy Co-op.",
    runtime=Runtime(timezone="Europe/London"),
)

GERMAN = agent(
    goal("book_appointment", statement="Termine vereinbaren"),
    goal("prescription_refill", statement="Rezepte bestellen"),
    name="Lena",
    role="Empfangsassistentin",
    company="Praxis am Markt",
    industry="Arztpraxis",
    direction="inbound",
    audience="Patientinnen und Patienten",
    tone=("freundlich", "ruhig"),
    languages=("de-DE",),
    greeting="Praxis am Markt, hier spricht Lena, Ihre digitale Assistentin. Was kann ich für Sie tun?",
    compliance=Compliance(regimes=("DSGVO",)),
    fallback=Fallback(kind="none", say="Bitte rufen Sie uns ab acht Uhr noch einmal an."),
    runtime=Runtime(timezone="Europe/Berlin"),
)

HELPDESK = agent(
    goal("reset_password"),
    goal("open_ticket", rules=("Every ticket names the device.",)),
    Goal(id="lend_laptop", statement="Lend out a laptop", rules=("Laptops are lent for a week.",)),
    name="Max",
    role="helpdesk agent",
    company="Norden Works",
    industry="IT helpdesk",
    direction="inbound",
    audience="employees",
    tone=("patient",),
    languages=("en",),
    greeting="IT helpdesk of Norden Works, this is Max, a virtual assistant. What can I do for you?",
    transfers=(Transfer(id="second_level", label="the second level", condition="A whole team cannot work."),),
    tools=("transfer_to_human",),
    runtime=Runtime(
        timezone="Europe/Oslo", hours=Hours(said="weekdays from seven to six", outside="Only open tickets.")
    ),
)

AGENTS: Mapping[str, AgentSpec] = {
    "plumber": PLUMBER,
    "dentist": DENTIST,
    "clinic": CLINIC,
    "bank": BANK,
    "restaurant": RESTAURANT,
    "debt": DEBT,
    "shop": SHOP,
    "survey": SURVEY,
    "german": GERMAN,
    "helpdesk": HELPDESK,
}
