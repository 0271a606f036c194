"""Rich specs of many trades, as teams would agree on them; the flow is drawn as a turn would draw it."""

from collections.abc import Mapping

from engine.document.spec import (
    AgentSpec,
    Compliance,
    DataField,
    Goal,
    Guardrail,
    KnowledgeItem,
    Param,
    Pronunciation,
    Runtime,
    Speech,
    Tool,
    Transfer,
    Variable,
)
from engine.workflow.synthesize import draw

END_CALL = Tool(
    name="end_call",
    catalog="end_call",
    state="accepted",
    kind="system",
    purpose="Hangs up after the goodbye.",
    when="The caller has said that there is nothing else, and the goodbye has been said.",
    when_not="A question is open, or the caller is silent for a moment only.",
    effect="write",
)
TRANSFER = Tool(
    name="transfer_to_human",
    catalog="transfer_to_human",
    state="accepted",
    kind="system",
    purpose="Hands the call to a person, with a short summary.",
    when="The caller asks for a person, or the agent has failed twice to help.",
    when_not="The agent can help.",
    effect="write",
)
AVAILABILITY = Tool(
    name="check_availability",
    catalog="check_availability",
    state="accepted",
    method="GET",
    purpose="Finds the free times for an appointment or a visit.",
    when="The caller wants to book and no time has been agreed yet.",
    when_not="The caller has already chosen a free time.",
    timeout=10,
    params=(Param(name="date_from", description="First day to look at, written YYYY-MM-DD.", format="date"),),
    on_error="If no time is free, offer the next day.",
)
BOOKING = Tool(
    name="book_appointment",
    catalog="book_appointment",
    state="accepted",
    purpose="Books an appointment at a time that is free.",
    when="The caller has chosen a free time and has said yes to the appointment as it was read back.",
    when_not="The caller only asks what is free.",
    effect="write",
    confirm=True,
    params=(
        Param(name="start", description="Agreed start as ISO 8601 date and time with offset.", format="date-time"),
        Param(name="name", description="Full name of the person who comes."),
        Param(name="phone", description="Caller's number.", source="system", value="caller_number"),
    ),
    on_error="If the time was taken meanwhile, apologise and offer the next free one.",
)
NAME = DataField(name="full_name", description="The caller's full name", read_back="once")
PHONE = DataField(name="phone", type="phone", description="A number to reach the caller on", read_back="digits")


def drawn(spec: AgentSpec) -> AgentSpec:
    return spec.model_copy(update={"flow": draw(spec)})


DENTAL = AgentSpec(
    name="Mia",
    role="receptionist",
    company="Bright Smile Dental",
    industry="dental care",
    direction="inbound",
    audience="patients and people who want to become patients",
    goals=(
        Goal(
            id="book",
            statement="Book an appointment",
            success="The caller has a date and time and has heard them read back.",
        ),
        Goal(id="hours", statement="Answer questions about opening hours and prices"),
    ),
    tone=("warm", "calm"),
    languages=("en-US", "es"),
    greeting="Bright Smile Dental, this is Mia, a virtual assistant. How can I help?",
    data_fields=(NAME, PHONE),
    tools=(AVAILABILITY, BOOKING, TRANSFER, END_CALL),
    knowledge=(KnowledgeItem(id="prices", title="Prices", content="A check-up costs $80. Cleaning costs $120."),),
    transfers=(
        Transfer(
            id="front_desk", label="Front desk", condition="The caller asks for a person.", destination="+14155550123"
        ),
    ),
    guardrails=(Guardrail(id="pain", statement="Offer same-day times to anyone in strong pain"),),
    speech=Speech(pronunciations=(Pronunciation(word="Invisalign", say="in-VIZ-uh-line"),)),
    runtime=Runtime(timezone="America/Los_Angeles", hours="Monday to Friday, eight to five"),
)

BANK = AgentSpec(
    name="Clara",
    role="account assistant",
    company="Northfield Bank",
    industry="banking",
    direction="inbound",
    audience="private customers",
    goals=(Goal(id="balance", statement="Check an account balance", success="The caller has heard the balance."),),
    tone=("formal", "precise"),
    languages=("en-GB",),
    greeting="Northfield Bank, you are speaking with Clara. How can I help you?",
    data_fields=(
        DataField(name="account_number", description="The account number", read_back="digits"),
        DataField(name="date_of_birth", type="date", description="The caller's date of birth"),
    ),
    tools=(
        Tool(
            name="verify_identity",
            catalog="verify_identity",
            state="accepted",
            purpose="Checks who is calling before anything personal is said.",
            when="Before any detail of an account is spoken about.",
            when_not="The caller has been verified in this call.",
            params=(Param(name="account_number", description="The account number, digits only."),),
        ),
        Tool(
            name="lookup_account",
            catalog="lookup_account",
            state="accepted",
            method="GET",
            purpose="Reads the balance and the latest movements of an account.",
            when="The caller is verified and asks about the account.",
            when_not="The caller is not verified.",
            params=(Param(name="account_number", description="The account number, digits only."),),
        ),
        END_CALL,
    ),
    compliance=Compliance(ai_disclosure=True, recording_consent=True, regimes=("GDPR",)),
)

RESTAURANT = AgentSpec(
    role="host",
    company="Trattoria Rosa",
    industry="restaurant",
    direction="inbound",
    audience="guests",
    goals=(Goal(id="table", statement="Reserve a table"),),
    tone=("cheerful",),
    languages=("en",),
    greeting="Trattoria Rosa, good evening. What can I do for you?",
    data_fields=(DataField(name="party_size", type="integer", description="How many people come"), NAME),
    tools=(
        Tool(
            name="make_reservation",
            catalog="make_reservation",
            state="accepted",
            purpose="Reserves a table for a number of guests.",
            when="The caller has given date, time and number of people and said yes.",
            when_not="The caller only asks for opening hours.",
            effect="write",
            confirm=True,
            params=(Param(name="party_size", type="integer", description="Number of people, as a whole number."),),
        ),
    ),
    speech=Speech(max_sentences=1, fillers=True, interruptions=False),
)

SURVEY = AgentSpec(
    name="Sam",
    role="survey interviewer",
    company="Green Energy Co-op",
    direction="outbound",
    audience="members who had a technician visit last week",
    goals=(
        Goal(id="ask", statement="Ask how satisfied the member was with the visit", success="A score is recorded."),
    ),
    tone=("friendly", "brief"),
    languages=("en",),
    greeting="Hello {{member_name}}, this is Sam, a virtual assistant of Green Energy Co-op.",
    variables=(Variable(name="member_name", description="The member's name", example="Ana Diaz"),),
    tools=(
        Tool(
            name="record_survey_answer",
            catalog="record_survey_answer",
            state="accepted",
            purpose="Stores one answer of the survey, as it was given.",
            when="The person has answered a question.",
            when_not="The answer is unclear.",
            effect="write",
            params=(Param(name="score", type="integer", description="The score, a whole number from zero to ten."),),
        ),
        END_CALL,
    ),
)

DEBT = AgentSpec(
    name="Jordan",
    role="payment assistant",
    company="Harbor Recovery",
    industry="debt collection",
    direction="outbound",
    audience="people with an overdue balance",
    goals=(
        Goal(id="pay", statement="Take a payment for the overdue balance", success="The payment went through."),
        Goal(id="plan", statement="Arrange a call back with a colleague about a payment plan"),
    ),
    tone=("respectful", "calm"),
    languages=("en-US",),
    greeting="Hello, this is Jordan, a virtual assistant of Harbor Recovery. Am I speaking with {{debtor_name}}?",
    variables=(Variable(name="debtor_name", description="Name of the person to reach"),),
    data_fields=(DataField(name="date_of_birth", type="date", description="The person's date of birth"),),
    tools=(
        Tool(
            name="take_payment",
            catalog="take_payment",
            state="accepted",
            purpose="Takes a card payment through the payment provider's secure page.",
            when="The person is verified and has agreed to the amount.",
            when_not="The person disputes the debt.",
            effect="irreversible",
            confirm=True,
            params=(Param(name="amount", type="number", description="Amount in dollars, with two decimals."),),
        ),
        Tool(
            name="schedule_callback",
            catalog="schedule_callback",
            state="accepted",
            purpose="Arranges that a colleague calls back at an agreed time.",
            when="The person asks for a human or wants a payment plan.",
            when_not="The person asks not to be called again.",
            effect="write",
            confirm=True,
            params=(Param(name="when", description="Agreed time as ISO 8601 date and time with offset."),),
        ),
        END_CALL,
    ),
    compliance=Compliance(regimes=("FDCPA", "TCPA", "PCI DSS")),
)

FAQ = AgentSpec(
    role="information line",
    company="Lakeside Library",
    direction="web",
    audience="visitors of the library",
    goals=(Goal(id="answer", statement="Answer questions about the library"),),
    tone=("helpful",),
    languages=("en",),
    greeting="Lakeside Library, hello. What would you like to know?",
    knowledge=(
        KnowledgeItem(id="cards", title="Library cards", kind="faq", content="A card is free for residents."),
        KnowledgeItem(id="rules", title="House rules", content="Please be quiet. " * 100),
    ),
)

MULTILINGUAL = DENTAL.model_copy(update={"languages": ("fr", "pt-BR", "it", "nl", "ja"), "tone": ()})

GERMAN = AgentSpec(
    name="Lena",
    role="Empfangsassistentin",
    company="Praxis am Markt",
    industry="Arztpraxis",
    direction="inbound",
    audience="Patientinnen und Patienten",
    goals=(Goal(id="termin", statement="Einen Termin vereinbaren", success="Tag und Uhrzeit sind bestätigt."),),
    tone=("freundlich", "ruhig"),
    languages=("de-DE",),
    greeting="Praxis am Markt, hier spricht Lena, Ihre digitale Assistentin. Was kann ich für Sie tun?",
    data_fields=(
        DataField(name="name", description="Vor- und Nachname", read_back="once"),
        DataField(name="telefon", type="phone", description="Rückrufnummer", read_back="digits"),
    ),
    tools=(AVAILABILITY, BOOKING, END_CALL),
    compliance=Compliance(regimes=("DSGVO",)),
)

SPECS: Mapping[str, AgentSpec] = {
    name: drawn(spec)
    for name, spec in {
        "dental": DENTAL,
        "bank": BANK,
        "restaurant": RESTAURANT,
        "survey": SURVEY,
        "debt": DEBT,
        "faq": FAQ,
        "multilingual": MULTILINGUAL,
        "german": GERMAN,
    }.items()
}
