"""What each recogniser reads, and what it leaves alone."""

from collections.abc import Mapping
from typing import Any

import pytest

from engine.document.changes import apply
from engine.document.spec import AgentSpec, Period
from engine.errors import Problem
from engine.interview.guided.language import language_by_script, language_by_words
from engine.interview.guided.reading import Recogniser, read
from engine.interview.guided.recognisers import RECOGNISERS
from engine.interview.guided.recognisers.role import role_in
from engine.interview.guided.recognisers.transfers import e164
from engine.language.clauses import clauses_of
from engine.language.grammar import grammar_of
from engine.language.jobs import jobs_in
from engine.language.text import slug, tokens_of

NAMED: Mapping[str, Recogniser] = {recogniser.__name__: recogniser for recogniser in RECOGNISERS}


def spec_of(recogniser: str, text: str, language: str = "en") -> AgentSpec:
    """An empty spec with only the changes of this recogniser."""
    spec = AgentSpec()
    for found in NAMED[recogniser](read(text, language, spec)):
        result = apply(spec, found.change)
        assert not isinstance(result, Problem), result
        spec = result
    return spec


@pytest.mark.parametrize(
    ("text", "language", "polarities"),
    [
        ("It books tables but takes no orders", "en", ["said", "negated"]),
        ("Do NOT take payments", "en", ["negated"]),
        ("books tables without taking deposits", "en", ["said", "negated"]),
        ("We can't answer at night", "en", ["aside"]),
        ("Agenda citas pero no cobra", "es", ["said", "negated"]),
        ("Er bucht Termine, aber gibt keine Auskunft", "de", ["said", "negated"]),
        ("Elle prend les messages sans donner de conseil", "fr", ["said", "negated"]),
        ("not only books but also cancels", "en", ["said", "said"]),
    ],
)
def test_negated_clauses_are_told_from_the_others(text: str, language: str, polarities: list[str]) -> None:
    assert [clause.polarity for clause in clauses_of(text, language)] == polarities


@pytest.mark.parametrize(
    ("text", "language", "jobs"),
    [
        (
            "books, moves and cancels appointments",
            "en",
            ["Book appointments", "Move appointments", "Cancel appointments"],
        ),
        ("handle returns, exchanges and refunds", "en", ["Handle returns", "Handle exchanges", "Handle refunds"]),
        ("answers questions about prices and hours", "en", ["Answer questions about prices and hours"]),
        ("a booking agent for our orders", "en", []),
        ("callers ask about delivery times", "en", ["Answer questions about delivery times"]),
        ("que agende y cancele citas", "es", ["Agendar citas", "Cancelar citas"]),
        ("der Termine bucht und Anrufe weiterleitet", "de", ["Termine buchen", "Anrufe weiterleiten"]),
        ("Er nimmt Bestellungen an", "de", ["Bestellungen annehmen"]),
        ("die afspraken maakt en verzet", "nl", ["Afspraken maken", "Afspraken verzetten"]),
        ("qui prend les commandes", "fr", ["Prendre commandes"]),
        ("che risponda alle domande", "it", ["Rispondere alle domande"]),
        ("que marque consultas", "pt", ["Marcar consultas"]),
    ],
)
def test_jobs_are_clean_imperatives(text: str, language: str, jobs: list[str]) -> None:
    assert [job.statement for job in jobs_in(tokens_of(text), grammar_of(language))] == jobs


@pytest.mark.parametrize(
    ("recogniser", "text", "field", "value"),
    [
        ("role", "a friendly bilingual receptionist for our clinic", "role", "receptionist"),
        ("role", "We need an order status assistant", "role", "order status assistant"),
        ("languages", "English and Brazilian Portuguese", "languages", ("en", "pt-BR")),
        ("languages", "bilingual French", "languages", ("en", "fr")),
        ("languages", "a Spanish-speaking agent", "languages", ("es",)),
        ("languages", "for an Italian restaurant", "languages", ("en",)),
        ("languages", "English only, no Spanish", "languages", ("en",)),
        ("direction", "calls new leads every morning", "direction", "outbound"),
        ("direction", "answers the phone after hours", "direction", "inbound"),
        ("direction", "talks to visitors on our website", "direction", "web"),
        ("industry", "our dental practice", "industry", "dental care"),
        ("audience", "helps our tenants", "audience", "tenants"),
        ("platforms", "we will run it on eleven labs", "platforms", ("elevenlabs",)),
    ],
)
def test_a_recogniser_reads_its_field(recogniser: str, text: str, field: str, value: Any) -> None:
    assert getattr(spec_of(recogniser, text), field) == value


def test_somebody_whom_calls_go_to_is_not_the_agent() -> None:
    (clause,) = clauses_of("it should transfer to our receptionist", "en")
    assert role_in(clause) == ""


def test_a_handover_keeps_label_condition_and_number() -> None:
    spec = spec_of("transfers", "Put angry callers through to the manager at +44 20 7946 0958")
    assert [(t.label, t.destination) for t in spec.transfers] == [("Manager", "+442079460958")]


def test_what_is_asked_for_becomes_fields_with_their_types() -> None:
    spec = spec_of("data_fields", "It should ask for the full name, phone number and date of birth")
    assert {(f.name, f.type) for f in spec.data_fields} == {
        ("full_name", "string"),
        ("phone", "phone"),
        ("date_of_birth", "date"),
    }


def test_prohibitions_become_rules() -> None:
    spec = spec_of("guardrails", "No refunds. It must never give legal advice.")
    assert [g.statement for g in spec.guardrails] == ["Do not give refunds", "Do not give legal advice"]


def test_laws_hours_and_criteria_are_kept_as_said() -> None:
    text = "HIPAA and GDPR apply. Open Mon-Fri 9 to 5, Europe/London. A call is successful if the visit is booked."
    assert spec_of("compliance", text).compliance.regimes == ("HIPAA", "GDPR")
    assert spec_of("hours", text).runtime.timezone == "Europe/London"
    hours = spec_of("hours", text).runtime.hours
    assert hours is not None
    assert hours.periods == (Period(days=("mon", "tue", "wed", "thu", "fri"), opens="09:00", closes="17:00"),)
    assert [c.name for c in spec_of("criteria", text).criteria] == ["The visit is booked"]


def test_how_it_speaks_is_kept() -> None:
    spec = spec_of("speech", "one sentence at a time, speaks slowly, at most 5 minutes")
    assert (spec.speech.max_sentences, spec.voice.speed, spec.runtime.max_duration_seconds) == (1, 0.9, 300)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+44 (0)20 7946-0958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
        ("020 7946 0958", None),
        ("+1", None),
    ],
)
def test_only_numbers_with_a_country_code_are_numbers(text: str, number: str | None) -> None:
    assert e164(text) == number


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("a bot for our shop that takes orders", "en"),
        ("un asistente para mi tienda que toma pedidos", "es"),
        ("ein Assistent für unseren Laden, der Bestellungen annimmt", "de"),
        ("een assistent voor onze winkel die bestellingen opneemt", "nl"),
    ],
)
def test_function_words_tell_the_language(text: str, language: str) -> None:
    assert language_by_words(tokens_of(text)) == language


@pytest.mark.parametrize(
    ("text", "language"), [("予約を受け付ける", "ja"), ("음성 상담원", "ko"), ("Нужен бот", "?"), ("hello", "")]
)
def test_the_script_tells_the_language_where_it_can(text: str, language: str) -> None:
    assert language_by_script(text) == language


def test_ids_are_stable_and_short() -> None:
    assert slug("Résumé: book & move appointments!") == "resume_book_move_appointments"
    assert slug("予約") == "item"
    assert len(slug("word " * 100)) <= 48
