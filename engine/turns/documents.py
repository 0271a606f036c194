"""Before a turn thinks: what its messages ask to be read of shared documents is read, part by part.

Each part is written as soon as it is read. So a process that is killed in the middle leaves its parts, and whoever
takes the turn next goes on behind them.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from engine.interview.choice import reader_of
from engine.interview.contract import Conversation, Message, OnText, Passage
from engine.interview.digest.blocks import Block, blocks_of, part_after
from engine.interview.digest.due import next_due
from engine.interview.digest.places import Place, counted
from engine.interview.digest.sources import Part, Source
from engine.store import documents
from engine.store.lease import Lease
from engine.store.rows import Session, Waiting
from engine.turns.budgets import over_budget
from engine.turns.engine import Engine
from engine.turns.pipeline import Thought, think
from engine.turns.session_cache import Memory
from engine.turns.stream import forgiving


async def read_and_think(
    engine: Engine, lease: Lease, memory: Memory, waiting: Sequence[Waiting], on_text: OnText | None
) -> Thought:
    """The turn up to what it writes; most sessions have no documents."""
    session, sources = lease.session, tuple[Source, ...]()
    if session.documents:
        sources = await documents.of_session(engine.store, session.id)
        reading = _Reading(engine, lease, session, memory, [w.message for w in waiting if w.changes is None])
        sources = await reading.done(sources, forgiving(on_text) if on_text else None)
        session = reading.session
    return await think(engine, session, memory, waiting, on_text, sources)


class _Reading:
    """What one turn reads of documents."""

    def __init__(self, engine: Engine, lease: Lease, session: Session, memory: Memory, said: Sequence[Message]) -> None:
        self.session = session
        self._engine, self._lease, self._memory, self._said = engine, lease, memory, tuple(said)
        self._blocks: dict[str, tuple[Block, ...]] = {}

    async def done(self, sources: tuple[Source, ...], on_text: OnText | None) -> tuple[Source, ...]:
        """The documents, with all that the messages ask for read."""
        budget = self._engine.settings.document_budget
        while due := next_due(sources, self._said, budget):
            source, message = due
            if on_text:
                await on_text(_progress(source))
            read = await self._part(source, message, sources)
            sources = tuple(read if one.id == source.id else one for one in sources)
        return sources

    async def _part(self, source: Source, message: Message, sources: tuple[Source, ...]) -> Source:
        """The document with one more part of it read, and written."""
        blocks = part_after(await self._blocks_of(source), source.read)
        end = blocks[-1].end if blocks else source.length
        engine, number = self._engine, len(source.parts) + 1
        if blocks:
            passage = Passage(await self._conversation(sources), source, blocks, message)
            digested = await reader_of(engine.interviewer).read(passage)
            part = Part(number, message.id, self._until(source, blocks, end), blocks[-1].place, digested.entries)
            await documents.note_part(engine.store, self._lease, source, part, digested.used, engine.clock())
            self.session = replace(self.session, tokens=self.session.tokens + digested.used.tokens)
        else:  # nothing is left but blanks
            last = source.parts[-1].last if source.parts else Place(source.unit, source.extent)
            part = Part(number, message.id, end, last, ())
        return replace(source, parts=(*source.parts, part))

    def _until(self, source: Source, blocks: Sequence[Block], end: int) -> int:
        """Behind the last block only blanks follow."""
        return source.length if self._blocks[source.id][-1] == blocks[-1] else end

    async def _blocks_of(self, source: Source) -> tuple[Block, ...]:
        if source.id not in self._blocks:
            text = await documents.text_of(self._engine.store, source.id)
            self._blocks[source.id] = await asyncio.to_thread(blocks_of, text, source.unit)
        return self._blocks[source.id]

    async def _conversation(self, sources: tuple[Source, ...]) -> Conversation:
        return Conversation(
            spec=self._memory.current.spec,
            messages=self._said,
            history=self._memory.window,
            spent=self.session.tokens,
            over=await over_budget(self._engine, self.session),
            sources=sources,
        )


def _progress(source: Source) -> str:
    """“Reading handbook.pdf: 12 of 43 pages …”"""
    where = (
        f"{source.parts[-1].last.number:,} of {counted(source.extent, source.unit)}"
        if source.parts
        else (counted(source.extent, source.unit))
    )
    return f"Reading {source.name}: {where} …"
