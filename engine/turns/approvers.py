"""Who is asked to approve: by name, and two of them where a team wants that. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypedDict

from engine.document.approvals import fingerprint
from engine.document.changes import Approve
from engine.document.spec import AgentSpec
from engine.interview.contract import read_question
from engine.markdown import plain
from engine.messages.inbound import Author
from engine.messages.replies import Asks, ReplyPart
from engine.rules import EVERYBODY, Holder, Rules, person

EVERY = timedelta(days=1)
"""Between the question and the first reminder, and between two of them."""


class Vote(TypedDict):
    """The first of two approvals. It counts as long as what was approved stays as it was."""

    author: str
    name: str
    fingerprint: str


Votes = Mapping[str, Vote]
"""By what was approved."""


def first_vote(spec: AgentSpec, change: Approve, author: Author, votes: Votes) -> Vote | None:
    """What is kept of this approval until a second person agrees; None: this is the second person.

    Tools are decided one by one, by whoever may edit, so to agree to them takes one person.
    """
    if change.what == "tools":
        return None
    now = fingerprint(spec, change.what)
    before = votes.get(change.what)
    if before and before["fingerprint"] == now and before["author"] != author.id:
        return None
    return Vote(author=author.id, name=author.name, fingerprint=now)


def asked_of(rules: Rules, asked: Any, votes: Votes) -> tuple[Holder, ...]:
    """Those whom this question (as JSON) asks by name; nobody where it is no approval, or for everybody."""
    question = read_question(asked)
    holders = rules.holders("approve")
    if question is None or not question.path.startswith("approval:") or EVERYBODY in holders:
        return ()
    vote = votes.get(question.path.removeprefix("approval:"))
    done = person(Author(vote["author"], "")).who if vote and rules.approvals == 2 else ""
    return tuple(holder for holder in holders if holder.who != done)


def asking(rules: Rules, asked: Any, votes: Votes) -> tuple[ReplyPart, ...]:
    """The part of a reply that names them."""
    holders = asked_of(rules, asked, votes)
    return (Asks(who=tuple(h.who for h in holders), names=tuple(plain(h.name) for h in holders)),) if holders else ()
