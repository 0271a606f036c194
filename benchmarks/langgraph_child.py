"""LangGraph with its PostgreSQL saver, in an environment and a process of its own (`benchmarks/langgraph.lock`).

One turn appends the person's message and the answer to the thread's state and sets a value, saved as LangGraph does
by default. Reads one JSON command a line and answers each with one line: see `Child` in `benchmarks.langgraph`.
"""

import asyncio
import itertools
import json
import sys
import uuid
from collections.abc import Iterator
from importlib.metadata import version
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from benchmarks.pace import Here

CONNECTIONS = 10


class State(TypedDict, total=False):
    messages: Annotated[list[AnyMessage], add_messages]
    role: str


class LangGraph:
    """A contestant."""

    def __init__(self, saver: AsyncPostgresSaver) -> None:
        graph = StateGraph(State)
        graph.add_node("answer", _answer)
        graph.add_edge(START, "answer")
        graph.add_edge("answer", END)
        self._graph = graph.compile(checkpointer=saver)
        self._numbers: Iterator[int] = itertools.count()

    async def open(self, messages: int) -> str:
        thread = uuid.uuid4().hex
        earlier: list[AnyMessage] = [
            (AIMessage if number % 2 else HumanMessage)(f"An earlier message, number {number}. " * 5)
            for number in range(messages)
        ]
        await self._graph.aupdate_state(_config(thread), {"messages": earlier}, as_node="answer")
        return thread

    async def turn(self, thread: str) -> None:
        text = f"Please make it a receptionist, number {next(self._numbers)}."
        await self._graph.ainvoke({"messages": [HumanMessage(text)]}, _config(thread))


async def _answer(state: State) -> State:
    return {"messages": [AIMessage("Noted.\n\nWhich goals shall it have?")], "role": state["messages"][-1].text[-30:]}


def _config(thread: str) -> Any:
    return {"configurable": {"thread_id": thread}}


async def _serve(database: str) -> None:
    options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    async with AsyncConnectionPool(database, min_size=CONNECTIONS, max_size=CONNECTIONS, kwargs=options) as pool:
        saver = AsyncPostgresSaver(pool)
        await saver.setup()
        here = Here(LangGraph(saver))
        print(json.dumps([version("langgraph"), version("langgraph-checkpoint-postgres")]), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            name, *arguments = json.loads(line)
            print(json.dumps(await getattr(here, name)(*arguments)), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
