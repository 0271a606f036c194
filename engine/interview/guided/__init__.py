"""The guided interviewer: works with no key and no network, from lexicons and a few rules."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.interview.contract import Conversation, Digested, Interview, OnText, Passage
from engine.messages.material import names_in, without_names
from engine.messages.prompt_to_check import prompt_to_check
from engine.sentences import listed, quoted

_LONG = 1_000
"""Characters; reading more takes longer than other sessions should wait for the event loop."""


class Guided:
    """Segment, recognise, change: see `pipeline` for one turn told top to bottom."""

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        """Never raises for anything a person may write. It has nothing to say before its proposals are applied."""
        from engine.interview.guided import documents
        from engine.interview.guided.pipeline import interviewed, language_of

        about_documents = not conversation.clicked and documents.is_about_documents(conversation)
        spoken = tuple(replace(message, text=without_names(message.text)) for message in conversation.messages)
        read = () if conversation.clicked else zip(conversation.messages, spoken, strict=True)
        files = [name for m, words in read if not prompt_to_check(words.text) for name in names_in(m.text)]
        conversation = replace(conversation, messages=spoken)
        language = language_of(conversation)
        if language == "?":
            language = await asyncio.to_thread(_detected, conversation)
        if about_documents:
            return await asyncio.to_thread(documents.about_documents, conversation, spoken, language)
        if sum(len(message.text) for message in conversation.messages) > _LONG:
            interview = await asyncio.to_thread(interviewed, conversation, language)
        else:
            interview = interviewed(conversation, language)
        if files and not any(proposal.how == "said" for proposal in interview.proposals):
            interview = replace(interview, notices=(*interview.notices, _nothing_in(files)))
        return interview

    async def read(self, passage: Passage) -> Digested:
        """What a part of a document says; it takes seconds, off the event loop."""
        from engine.interview.guided.document_parts import entries_of

        return Digested(await asyncio.to_thread(entries_of, passage))

    def warm(self, enough: Callable[[], bool]) -> None:
        """Read every lexicon and index that the first answers need, or until it is enough. Takes half a second; for a
        thread."""
        from engine.interview.guided.preload import warm

        warm(enough)


def _nothing_in(files: Sequence[str]) -> str:
    names = listed([quoted(name) for name in files])
    return f"I read {names} and found nothing there that I can act on. Tell me in a sentence what to take from it."


def _detected(conversation: Conversation) -> str:
    from engine.interview.guided.language import language_by_model

    return language_by_model(" ".join(message.text for message in conversation.messages))
