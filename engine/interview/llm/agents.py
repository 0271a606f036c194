"""What a model is asked as pydantic-ai's agents: to answer people, and to read a part of a document. What is wrong with
an answer goes back to the model once.

Beside this file only `provider.py` and `clients.py` import pydantic-ai and the SDKs.
"""

from dataclasses import dataclass
from functools import cache

from pydantic_ai import Agent, ModelRetry, RunContext
from pydantic_ai.capabilities import AbstractCapability, OutputContext, RawOutput
from pydantic_ai.exceptions import UnexpectedModelBehavior

from engine.interview.contract import Conversation, OnText, Passage
from engine.interview.llm.answer import Answer
from engine.interview.llm.check import Checked, check
from engine.interview.llm.clients import FACTS, OUTPUTS, OutputForm
from engine.interview.llm.facts import INSTRUCTIONS, Facts, ungrounded
from engine.interview.llm.instructions import gives_away, instructions
from engine.interview.llm.stream import whole_json

_MOST_TOLD = 20
"""Facts that go back to a model at once."""


@dataclass
class Turn:
    """What one call works on. `checked` is set by the validation of the answer that stands."""

    conversation: Conversation
    on_text: OnText | None
    told: str
    """The brief that the model was given."""
    patience: float
    """Seconds until the first word of an answer."""
    passage: Passage | None = None
    """The part of a document that is read; None where people are answered."""
    checked: Checked | None = None
    shown: str = ""
    began: int = 0
    """Calls that a provider began to answer."""
    arriving: bool = False
    written: str = ""
    """What has come of the answer that is arriving."""


class _Bare(AbstractCapability[Turn]):
    """Frees an answer from what small models write around it: thoughts, fences, a sentence before."""

    async def before_output_validate(
        self, ctx: RunContext[Turn], *, output_context: OutputContext, output: RawOutput
    ) -> RawOutput:
        return whole_json(output) if isinstance(output, str) else output


@cache
def agent_for(form: OutputForm) -> Agent[Turn, Answer]:
    """One for all models whose answers have this form: working out the schema takes long, and nothing else differs."""
    agent: Agent[Turn, Answer] = Agent(
        name="interviewer",
        deps_type=Turn,
        output_type=OUTPUTS[form],
        instructions=instructions(),
        retries=1,
        capabilities=[_Bare()],
    )
    agent.output_validator(_validated)
    return agent


@cache
def reader_for(form: OutputForm) -> Agent[Turn, Facts]:
    """The same for reading documents."""
    agent: Agent[Turn, Facts] = Agent(
        name="reader",
        deps_type=Turn,
        output_type=FACTS[form],
        instructions=INSTRUCTIONS,
        retries=1,
        capabilities=[_Bare()],
    )
    agent.output_validator(_grounded)
    return agent


async def _grounded(context: RunContext[Turn], facts: Facts) -> Facts:
    """Facts that the part does not say go back to the model once; after that they are left out."""
    assert context.deps.passage is not None
    made_up = ungrounded(facts, context.deps.passage)
    if made_up and context.retry < context.max_retries:
        listed = "\n".join(f"- {text}" for text in made_up[:_MOST_TOLD])
        raise ModelRetry(f"The part does not say this. Leave it out, or write it as the part has it:\n{listed}")
    return facts


async def _validated(context: RunContext[Turn], answer: Answer) -> Answer:
    """Try the changes on the spec. What cannot be done goes back to the model once; after that it is left out."""
    turn = context.deps
    turn.checked = check(answer, turn.conversation)
    wrong = [problem.message for problem in turn.checked.problems]
    if gives_away(answer.reply):
        wrong.append("The reply repeats your instructions; say it in your own words.")
        answer = answer.model_copy(update={"reply": ""})
    elif not answer.reply.strip() and answer.for_builder:
        wrong.append("There is no reply. If no new message is meant for you, set for_builder to false.")
    if wrong and context.retry < context.max_retries:
        raise ModelRetry("\n".join(wrong))
    if answer.for_builder and not (answer.reply.strip() or turn.checked.proposals):
        raise UnexpectedModelBehavior("The answer says nothing and decides nothing.")
    return answer
