"""Hand-made specs, as rich as a team would make them, and one that leaves everything open."""

from engine.document.spec import (
    AgentSpec,
    Approval,
    Brought,
    Case,
    Compliance,
    Criterion,
    DataField,
    Edge,
    Emergency,
    Fallback,
    Flow,
    Goal,
    Guardrail,
    Hours,
    Identity,
    KnowledgeItem,
    Node,
    Note,
    Origin,
    Param,
    Period,
    Pronunciation,
    Runtime,
    Speech,
    Stage,
    Tool,
    Transfer,
    Variable,
    Voice,
)


def dental() -> AgentSpec:
    """Everything is known: each kind of tool, each kind of node, three languages."""
    return AgentSpec(
        name="Mia",
        role="friendly receptionist",
        use_case="Books, moves and cancels appointments for a dental clinic.",
        company="Bright Smile Dental",
        industry="dentistry",
        direction="inbound",
        audience="patients of the clinic",
        goals=(
            Goal(id="book", statement="Book an appointment", success="The patient has heard date and time read back"),
            Goal(id="move", statement="Move an appointment"),
        ),
        tone=("warm", "calm"),
        languages=("en-GB", "es", "pt-BR"),
        greeting="Hello {{patient_name}}, this is Mia from Bright Smile Dental. How can I help?",
        data_fields=(
            DataField(name="birth_date", type="date", description="Date of birth", read_back="once"),
            DataField(name="is_new", type="boolean", description="Whether the patient is new", required=False),
        ),
        variables=(
            Variable(name="patient_name", description="Name of the patient", example="Ana Silva"),
            Variable(name="clinic_id", description="Id of the clinic", default="c-17"),
        ),
        tools=(_book(), _lookup(), _open_door(), _end_call(), _mcp(), _declined()),
        knowledge=(
            KnowledgeItem(id="parking", title="Parking", content="Park behind the house."),
            KnowledgeItem(id="prices", title="Price list", kind="url", content="https://example.com/prices"),
            KnowledgeItem(id="faq", title="Questions", kind="faq", content="Q: Do you see children? A: Yes."),
        ),
        flow=_flow(),
        transfers=(
            Transfer(
                id="front-desk",
                label="Front desk",
                condition="The caller asks for a person",
                destination="+14155550123",
            ),
            Transfer(id="dentist", label="Dentist on call", condition="The caller is in severe pain", mode="cold"),
        ),
        guardrails=(Guardrail(id="no-advice", statement="Never give medical advice."),),
        compliance=Compliance(ai_disclosure=True, recording_consent=True, regimes=("HIPAA",)),
        criteria=(Criterion(id="polite", name="Polite", prompt="The agent stayed polite to the end."),),
        speech=Speech(fillers=True, pronunciations=(Pronunciation(word="Bright Smile", say="bright smile"),)),
        voice=Voice(provider="elevenlabs", id="21m00Tcm4TlvDq8ikWAM", description="warm, low", speed=1.1),
        runtime=Runtime(model="gpt-4o", temperature=0.3, timezone="Europe/London", hours="weekdays 9 to 5"),
        platforms=("elevenlabs", "markdown"),
        skipped=("transfers.dentist.destination",),
        origins={"role": Origin(author="U1", author_name="Ana"), "tone": Origin(author="U2", how="defaulted")},
    )


def unfinished() -> AgentSpec:
    """Nobody knows an address, a secret or a number yet."""
    return AgentSpec(
        role="order clerk",
        tools=(Tool(name="lookup_order", purpose="Look up an order", state="accepted"),),
        transfers=(Transfer(id="team", label="The team", condition="The caller asks for a person"),),
    )


def _book() -> Tool:
    return Tool(
        name="book_appointment",
        state="accepted",
        purpose="Book an appointment",
        when="the patient has chosen a free slot",
        when_not="the patient only asks about prices",
        method="POST",
        url="https://api.example.com/clinics/{clinic}/appointments",
        params=(
            Param.model_validate({"name": "clinic", "in": "path", "source": "variable", "value": "clinic_id"}),
            Param.model_validate({"name": "notify", "in": "query", "type": "boolean", "required": False}),
            Param(name="slot", description="Start of the slot", format="date-time"),
            Param(name="kind", enum=("check-up", "cleaning")),
            Param(name="channel", source="constant", value="phone"),
            Param(name="caller", source="system", value="caller_id"),
            Param(name="teeth", type="array", required=False),
            Param(name="extras", type="object", required=False),
            Param.model_validate({"name": "X_Trace", "in": "header", "source": "system", "value": "conversation_id"}),
        ),
        effect="write",
        confirm=True,
        timeout=2,
        on_error="Offer a call back",
        auth="bearer",
        auth_ref="CLINIC_TOKEN",
        because="you said “books appointments”",
        catalog="book_appointment",
    )


def _lookup() -> Tool:
    return Tool(
        name="lookup_patient",
        state="accepted",
        purpose="Find a patient by phone number",
        method="GET",
        url="https://api.example.com/patients",
        params=(Param(name="phone", description="Phone number in E.164"),),
        auth="header",
        auth_header="X-Api-Key",
        auth_ref="CLINIC_KEY",
    )


def _open_door() -> Tool:
    return Tool(name="show_map", state="accepted", kind="client", purpose="Show the map", params=(Param(name="zoom"),))


def _end_call() -> Tool:
    return Tool(
        name="end_call", state="accepted", kind="system", purpose="End the call", when="the caller says goodbye"
    )


def _mcp() -> Tool:
    return Tool(
        name="crm", state="accepted", kind="mcp", purpose="The CRM", url="https://mcp.example.com/sse", auth="none"
    )


def _declined() -> Tool:
    return Tool(name="take_payment", state="declined", purpose="Take a payment")


def _flow() -> Flow:
    return Flow(
        start="greet",
        nodes=(
            Node(id="greet", kind="start", title="Greet"),
            Node(id="ask", kind="collect", title="Ask for the date of birth", instruction="One thing at a time."),
            Node(id="check", kind="verify", title="Verify", tools=("lookup_patient",)),
            Node(id="route", kind="route", title="What do they want?"),
            Node(id="book", kind="tool", title="Book", tools=("book_appointment",)),
            Node(id="bye", kind="say", title="Say goodbye", instruction="Wish them a good day."),
            Node(id="desk", kind="transfer", title="Front desk"),
            Node(id="done", kind="end", title="Done"),
        ),
        edges=(
            Edge(id="e1", source="greet", target="ask"),
            Edge(id="e2", source="ask", target="check", condition="The caller gave a date of birth."),
            Edge(id="e3", source="check", target="route", condition="The caller is verified."),
            Edge(id="e4", source="check", target="desk", otherwise=True),
            Edge(id="e5", source="route", target="book", condition="The caller wants an appointment."),
            Edge(id="e6", source="route", target="desk", otherwise=True),
            Edge(id="e7", source="book", target="bye", condition="The appointment is booked."),
            Edge(id="e8", source="book", target="desk", otherwise=True),
            Edge(id="e9", source="bye", target="done"),
        ),
        removed=("route-prices",),
    )


def everything() -> AgentSpec:
    """The rich agent with a value at every leaf of the spec, each within what all platforms take."""
    rich = dental()
    slow = {t.name: t.model_copy(update={"timeout": 20, "auth_header": "X-Api-Key"}) for t in rich.tools}
    slow["end_call"] = slow["end_call"].model_copy(update={"name": "hang_up", "catalog": "end_call"})
    final = Tool(
        name="cancel_appointment", state="accepted", purpose="Cancel an appointment", effect="irreversible",
        method="DELETE", url="https://api.example.com/appointments/{id}", auth="basic", auth_ref="CLINIC_LOGIN",
        timeout=30, params=(Param.model_validate({"name": "id", "in": "path", "description": "The booking"}),),
        place="after",
    )  # fmt: skip
    nodes = [
        n.model_copy(update={"asks": ("birth_date",), "until": "The date is known.", "goal": "book"})
        if n.id == "ask"
        else n
        for n in rich.flow.nodes
    ]
    edges = [
        e.model_copy(update={"back": "The caller wants another one."}) if e.id == "e5" else e for e in rich.flow.edges
    ]
    return rich.model_copy(
        update={
            "trade": "dental_clinic",
            "goals": (
                rich.goals[0].model_copy(
                    update={
                        "playbook": "book_appointment", "tools": ("book_appointment",), "fields": ("birth_date",),
                        "rules": ("At most three months ahead.",), "by_whom": "front-desk",
                        "cases": (Case(when="Nothing is free", then="Offer the waiting list"),),
                    }
                ),
                rich.goals[1],
            ),
            "tools": (*slow.values(), final),
            "flow": rich.flow.model_copy(update={"nodes": tuple(nodes), "edges": tuple(edges)}),
            "data_fields": tuple(f.model_copy(update={"ask": f"And the {f.name}?"}) for f in rich.data_fields),
            "fallback": Fallback(kind="person", transfer="front-desk", say="I will find somebody for you."),
            "identity": Identity(ask=("Date of birth",), goals=("move",), otherwise="Offer a call back."),
            "emergencies": (
                Emergency(
                    id="pain", signs="Strong pain", say="Please hold on.", then="Stay calm.", transfer="front-desk"
                ),
            ),
            "notes": (Note(id="n", text="Parking is tricky"),),
            "questions": ("book_appointment.notice",),
            "runtime": rich.runtime.model_copy(
                update={
                    "hours": Hours(
                        said="weekdays 9 to 5", periods=(Period(days=("mon",), opens="09:00", closes="17:00"),),
                        closed=("Christmas",), outside="Take a message.",
                    )
                }
            ),
            "voice": rich.voice.model_copy(update={"speed": 1.0}),
            "revisiting": Stage.FINALIZING,
            "brought": Brought(platform="vapi"),
            "approvals": {"basics": Approval(fingerprint="x", by=Origin(author="U1"))},
        }
    )  # fmt: skip
