"""What the owners of these tests run, and how their lines are read."""

from engine.document.spec import AgentSpec
from engine.interview.guided.reading import read
from engine.interview.guided.recognisers.goals import statements_in
from engine.language.clauses import clauses_of
from tests.guided.talk import Talk

CREDIT_UNION = (
    "Evening. Riverbend Credit Union, Dayton Ohio, eleven thousand members. People call at night because they lost "
    "their card or there's a charge they don't know, and nobody's there"
)

RECALL = "we need to ring about 12,000 owners of the Corvane hatchback about a safety recall"

LIFTS = "we do lift maintenance - Harlow Lifts, Leeds and Bradford, about 340 lifts under contract"


async def said(*lines: str) -> Talk:
    """A session in which these lines were typed one after the other, whatever was asked."""
    session = Talk()
    for line in lines:
        await session.say(line)
    return session


def jobs_of(text: str, *, opening: bool = False) -> list[str]:
    return statements_in(read(text, "en", AgentSpec(), opening=opening))


def polarities(text: str) -> list[tuple[str, str]]:
    return [(c.polarity, c.text) for c in clauses_of(text, "en")]


POOL = "Bluewater Pools, we clean and fix swimming pools in Phoenix Arizona, 600 customers, me and three guys"

VET = "Fairmoor Farm Vets, we do large animals, cattle and sheep mostly, Cumbria"
