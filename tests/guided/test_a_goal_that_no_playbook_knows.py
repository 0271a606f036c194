"""What no playbook knows is asked, and done as the team tells it."""

from engine.document.spec import AgentSpec
from engine.prompt.generate import generate
from evals.guided.drive import Talk, running_engine

OPENING = "Agent for our ski lift in Zell. It books lessons and reads out the snow report of the glacier."
TOLD = "Ask for the village, then read the report of that village, then say when it was measured."


async def _played(answer: str) -> tuple[str, AgentSpec]:
    """The question, and the spec after the answer to it."""
    async with running_engine() as engine:
        talk = Talk(engine, "lift")
        await talk.say("Ana", OPENING)
        while not (talk.asked and talk.asked.path.endswith(".how")):
            await talk.say("Ana", "yes")
        question = talk.turns[-1].reply
        await talk.say("Ana", answer)
        return question, talk.spec


async def test_how_it_goes_is_asked_and_the_answer_becomes_its_steps() -> None:
    question, spec = await _played(TOLD)
    assert "“Read out the snow report of the glacier” is new to me" in question
    assert "what does it ask, and what then?" in question
    (goal,) = [g for g in spec.goals if not g.playbook]
    assert goal.rules == (
        "Ask for the village.", "Read the report of that village.", "Say when it was measured.",
    )  # fmt: skip
    script = generate(spec).partition("## Read out the snow report of the glacier")[2].partition("##")[0]
    assert script.strip().startswith(
        "1. Ask for the village.\n2. Read the report of that village.\n3. Say when it was measured."
    )
    assert not any(q.endswith(".how") for q in spec.questions)


async def test_a_yes_leaves_it_at_what_the_agent_knows() -> None:
    _, spec = await _played("yes")
    (goal,) = [g for g in spec.goals if not g.playbook]
    assert goal.rules
    assert not any(q.endswith(".how") for q in spec.questions)


async def test_a_goal_that_is_taken_out_is_asked_about_no_more() -> None:
    async with running_engine() as engine:
        talk = Talk(engine, "lift")
        await talk.say("Ana", OPENING)
        assert any(q.endswith(".how") for q in talk.spec.questions)
        await talk.say("Ana", "remove the snow report goal")
        assert len(talk.spec.goals) == 1
        assert not any(q.endswith(".how") for q in talk.spec.questions)
