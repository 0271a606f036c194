"""One turn of the guided interview, without I/O: messages in, proposals and words out."""

from engine.interview.contract import Conversation, Interview, Message, Proposal
from engine.interview.guided.answers import clicked_words, yes_or_no
from engine.interview.guided.language import language_by_script, language_by_words
from engine.interview.guided.opening import end_call, recognised
from engine.interview.guided.questions import next_question
from engine.interview.guided.reading import read
from engine.interview.guided.steps import after, redrawn
from engine.interview.guided.text import MOST_CHARACTERS, tokens_of
from engine.interview.guided.understanding import Meaning, Part, Reader
from engine.interview.guided.words import acknowledgement
from engine.spec import AgentSpec, Stage
from engine.stages import stage_of

_WORTH_DETECTING = 4
"""Words. A shorter text in Latin letters is a name or a yes, and no detector knows its language."""
READERS: tuple[Reader, ...] = (clicked_words, yes_or_no)
"""Who reads a message, in this order; the first who understands it wins."""


def interviewed(conversation: Conversation, language: str) -> Interview:
    """The whole turn. `language` is that of the messages, as far as anybody can tell."""
    spec = conversation.spec
    proposals: list[Proposal] = []
    says: list[str] = []
    for message in conversation.messages:
        meaning = _meaning(message, spec, conversation, language)
        for found in meaning.found:
            spec = after(spec, found.change, conversation.earlier)
            proposals.append(Proposal(found.change, message, found.how))
        says.append(meaning.says or acknowledgement(conversation.spec, spec))
    for found in end_call(spec):
        spec = after(spec, found.change)
        proposals.append(Proposal(found.change, conversation.messages[-1], found.how))
    asked = next_question(redrawn(spec), conversation.asked.path if conversation.asked else "")
    words = "\n\n".join(filter(None, (*says, asked.text if asked else "")))
    return Interview(tuple(proposals), words, asked)


def language_of(conversation: Conversation) -> str:
    """The language of the messages; `?` where only the detector can tell, empty where nobody can."""
    text = " ".join(message.text for message in conversation.messages)[:MOST_CHARACTERS]
    by_script = language_by_script(text)
    if by_script:
        return by_script
    tokens = tokens_of(text)
    return language_by_words(tokens) or ("?" if len(tokens) >= _WORTH_DETECTING else "en")


def _meaning(message: Message, spec: AgentSpec, conversation: Conversation, language: str) -> Meaning:
    text = message.text[:MOST_CHARACTERS]
    part = Part(text, tokens_of(text), language, message, spec, conversation.asked, conversation.earlier)
    for reader in READERS:
        meaning = reader(part)
        if meaning:
            return meaning
    return Meaning(tuple(recognised(read(text, language, spec, opening=stage_of(spec) == Stage.INITIAL))))
