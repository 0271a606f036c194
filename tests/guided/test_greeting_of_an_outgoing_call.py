"""What an outgoing call begins with: who calls, and the person by name."""

from engine.document.spec import AgentSpec, Goal, Variable
from engine.prompt.greetings import greeting_for

CALLED = (Variable(name="person_name", description="The person's name"),)


def test_the_right_person_is_asked_for_before_anything_else() -> None:
    spec = AgentSpec(company="Lakeside Clinic", direction="outbound", variables=CALLED)
    assert greeting_for(spec) == "Hello, I am calling from Lakeside Clinic. Am I speaking with {{person_name}}?"
    assert greeting_for(spec.model_copy(update={"languages": ("de",)})) == (
        "Guten Tag, ich rufe im Auftrag von Lakeside Clinic an. Spreche ich mit {{person_name}}?"
    )


def test_nobody_learns_from_the_greeting_that_it_is_about_a_debt() -> None:
    goal = Goal(id="collect", statement="Collect debts", playbook="collect_debt")
    spec = AgentSpec(company="Fairline Collections", direction="outbound", variables=CALLED, goals=(goal,))
    assert greeting_for(spec) == "Hello, am I speaking with {{person_name}}?"


def test_nobody_is_asked_for_by_a_name_that_is_not_known() -> None:
    assert greeting_for(AgentSpec(company="Lakeside Clinic", direction="outbound")).endswith("good moment to talk?")
