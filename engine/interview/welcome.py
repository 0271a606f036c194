"""How a session begins when nobody has said anything yet."""

from engine.interview.contract import Question, Spoken
from engine.messages.replies import Suggestion

_WORDS = (
    "Hello. Tell me what your voice agent should do, in your own words: who calls, what they want, and how it should "
    "sound. A sentence is enough to start."
)
_EXAMPLES = (
    Suggestion(label="A receptionist", says="a friendly receptionist that books and moves appointments"),
    Suggestion(label="Order support", says="a support agent that looks up orders and starts returns"),
    Suggestion(label="A survey", says="an agent that calls customers back for a short survey"),
)
WELCOME = Spoken(_WORDS, Question(path="use_case", text=_WORDS, suggestions=_EXAMPLES))
