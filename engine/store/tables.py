"""The tables. Alembic's migrations build them; `tests/store/test_migrations.py` holds the two together.

Lease and retry times are milliseconds by the clock of the database, which all replicas share; every other time is a
datetime in UTC by the clock of the process.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.store.columns import Json, RowId, Utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _session_id() -> Column[str]:
    return Column("session_id", String(40), ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False)


sessions = Table(
    "sessions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("thread_key", String(300), nullable=False, unique=True),
    Column("create_key", String(300), unique=True),
    # of the API key that opened it, where that is bound to one; a thread key names its workspace itself
    Column("workspace", String(300)),
    # active, paused, completed or abandoned
    Column("status", String(16), nullable=False),
    Column("stage", String(32), nullable=False),
    # the version of the spec; 0 is the empty spec, which has no row in spec_versions
    Column("version", Integer, nullable=False),
    # counts everything that happens to the session; the hot state holds only for the same revision
    Column("revision", Integer, nullable=False),
    Column("author_id", String(300), nullable=False),
    Column("author_name", String(300), nullable=False),
    # the Question that is open, see engine.interview.contract
    Column("asked", Json),
    # tokens of language models that it has used, in and out; the sum of its rows in usage
    Column("tokens", BigInteger, nullable=False, server_default="0"),
    # documents that were shared in it; most sessions have none, and look for none
    Column("documents", Integer, nullable=False, server_default="0"),
    # Rules of the team as JSON, see engine.rules
    Column("settings", Json, nullable=False, server_default="{}"),
    Column("lease_owner", String(64)),
    Column("lease_epoch", BigInteger, nullable=False),
    # 0: given back; in the past otherwise: its owner died
    Column("lease_until", BigInteger, nullable=False),
    # leases in a row whose owner died; after the first, messages are read one by one
    Column("lost_leases", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    # it can be restored for some days; null: it is open
    Column("abandoned_at", Utc),
    # the first of two approvals, by what was approved, see engine.turns.approvers
    Column("votes", Json, nullable=False, server_default="{}"),
    # when those are reminded who are asked to approve; null: nobody is
    Column("remind_at", Utc),
)
Index("ix_sessions_remind_at", sessions.c.remind_at)
Index("ix_sessions_status_expires_at", sessions.c.status, sessions.c.expires_at)
Index("ix_sessions_workspace", sessions.c.workspace)

messages = Table(
    "messages",
    metadata,
    Column("seq", RowId, primary_key=True, autoincrement=True),
    Column("id", String(40), nullable=False, unique=True),
    _session_id(),
    # person or builder
    Column("role", String(16), nullable=False),
    Column("author_id", String(300), nullable=False),
    Column("author_name", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("addressed", Boolean, nullable=False),
    # the version of the spec after the turn that this message was part of
    Column("version", Integer, nullable=False),
    Column("at", Utc, nullable=False),
)
Index("ix_messages_session_id_seq", messages.c.session_id, messages.c.seq)

spec_versions = Table(
    "spec_versions",
    metadata,
    Column("session_id", String(40), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    # the version that an undo goes back to; null: there is nothing to undo
    Column("parent", Integer),
    Column("spec", Json, nullable=False),
    # [{change, origin}] in the order in which they were applied
    Column("changes", Json, nullable=False),
    Column("author_id", String(300), nullable=False),
    Column("author_name", String(300), nullable=False),
    Column("message_id", String(40)),
    Column("created_at", Utc, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _session_id(),
    Column("event_key", String(300), nullable=False, unique=True),
    Column("message_id", String(40), nullable=False),
    Column("author_id", String(300), nullable=False),
    Column("author_name", String(300), nullable=False),
    # ids of the groups they belonged to, of those that have a right here
    Column("author_groups", Json, nullable=False, server_default="[]"),
    Column("text", Text, nullable=False),
    # the changes of a click or a form
    Column("changes", Json),
    # the message that these words replace; empty words: it was deleted
    Column("edits", String(40)),
    # kinds of secret that were removed from the text
    Column("secrets", Json, nullable=False),
    Column("sent_at", Utc, nullable=False),
    # waiting, done or dead
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    # processes that died while they read this message alone
    Column("deaths", Integer, nullable=False, server_default="0"),
    Column("next_try", BigInteger, nullable=False),
    # why the last attempt failed; of a click that is done: why it could not be applied
    Column("error", Text),
    # the outbox row that answered it; null where the builder kept silent
    Column("outbox_id", BigInteger),
)
Index("ix_inbox_waiting", inbox.c.session_id, inbox.c.id, **{  # type: ignore[arg-type]  # dialect options
    f"{dialect}_where": text("state = 'waiting'") for dialect in ("sqlite", "postgresql")
})  # fmt: skip
Index("ix_inbox_session_id", inbox.c.session_id)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _session_id(),
    Column("thread_key", String(300), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("reply", Json, nullable=False),
    # waiting, sent or dead; a reply that is fetched (API) is born as sent
    Column("state", String(16), nullable=False),
    # counts deliveries begun, and fences them: a late report of an earlier one changes nothing
    Column("attempts", Integer, nullable=False),
    # deliveries that failed; what the platform put off, or a process that died, is not among them
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("next_try", BigInteger, nullable=False),
    Column("platform_message_id", String(300)),
    Column("error", Text),
    Column("created_at", Utc, nullable=False),
)
Index("ix_outbox_waiting", outbox.c.platform, outbox.c.session_id, outbox.c.id, **{  # type: ignore[arg-type]
    f"{dialect}_where": text("state = 'waiting'") for dialect in ("sqlite", "postgresql")
})  # fmt: skip
Index("ix_outbox_session_id", outbox.c.session_id)

drafts = Table(
    "drafts",
    metadata,
    Column("thread_key", String(300), primary_key=True),
    # the platform's id of the message; empty while nobody knows whether it was posted
    Column("message_id", String(300), nullable=False),
)

exports = Table(
    "exports",
    metadata,
    Column("session_id", String(40), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("platform", String(32), primary_key=True),
    Column("bundle", Json, nullable=False),
    Column("created_at", Utc, nullable=False),
)

export_requests = Table(
    "export_requests",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _session_id(),
    Column("platform", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    # SHA-256 of the files, see engine.targets.bundle
    Column("checksum", String(64), nullable=False),
    # who asked for it, once for each bundle
    Column("author_id", String(300), nullable=False),
    Column("author_name", String(300), nullable=False),
    Column("at", Utc, nullable=False),
    UniqueConstraint("session_id", "platform", "version", "checksum", "author_id", name="uq_export_requests_bundle"),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(40), primary_key=True),
    _session_id(),
    # the message that it came with, and its place among those that came with it
    Column("message_id", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String(300), nullable=False),
    # what is counted in it: page, paragraph, row or line; and how many it has
    Column("unit", String(16), nullable=False),
    Column("extent", Integer, nullable=False),
    # characters of its text
    Column("length", Integer, nullable=False),
    # it was longer than what is kept
    Column("more", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Utc, nullable=False),
)
Index("ix_documents_session_id", documents.c.session_id)

document_parts = Table(
    "document_parts",
    metadata,
    Column("document_id", String(40), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    # the message that asked for it
    Column("message_id", String(40), nullable=False),
    # characters of the document up to its end
    Column("until", Integer, nullable=False),
    # what was found in it, see engine.interview.digest.sources
    Column("found", Json, nullable=False),
    Column("at", Utc, nullable=False),
)

pushes = Table(
    "pushes",
    metadata,
    Column("session_id", String(40), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", String(32), primary_key=True),
    # what it is to us, such as tool:book_table
    Column("key", String(300), primary_key=True),
    # its id there; null while nobody knows whether it was created
    Column("remote_id", String(300)),
    Column("version", Integer, nullable=False),
    # what it was made of, how it looked there then, and what was on its way when an answer was lost
    Column("sent", Json),
    Column("seen", Json),
    Column("pending", Json),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
)

push_leases = Table(
    "push_leases",
    metadata,
    Column("session_id", String(40), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", String(32), primary_key=True),
    # the push that is under way, by an id of its own
    Column("owner", String(64), nullable=False),
    # 0: given back; in the past otherwise: its owner died
    Column("until", BigInteger, nullable=False),
)

rehearsal_turns = Table(
    "rehearsal_turns",
    metadata,
    Column("rehearsal_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _session_id(),
    # begun, said (by who plays the caller) or ended
    Column("kind", String(16), nullable=False),
    Column("author_id", String(300), nullable=False),
    Column("author_name", String(300), nullable=False),
    # the version that is rehearsed
    Column("version", Integer, nullable=False),
    # what the caller said, secrets removed
    Column("text", Text, nullable=False),
    # what the agent did, see engine.trials.rehearsal; of the first row also the question that was open before it
    Column("did", Json, nullable=False),
    Column("at", Utc, nullable=False),
)
Index("ix_rehearsal_turns_session_id", rehearsal_turns.c.session_id)

usage = Table(
    "usage",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    _session_id(),
    # the builder's message of that turn; null where it kept silent
    Column("message_id", String(40)),
    # the model that answered, as provider:name; empty where none did and calls were paid for nothing
    Column("model", String(300), nullable=False),
    Column("calls", Integer, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    # part of input_tokens
    Column("cached_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    # an estimate from list prices; null where nobody knows the price
    Column("cost_usd", Float),
    Column("at", Utc, nullable=False),
)
Index("ix_usage_session_id", usage.c.session_id)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(300), nullable=False),
    # SHA-256 of the key; the key itself is shown once and kept nowhere
    Column("hash", String(64), nullable=False, unique=True),
    Column("scopes", Json, nullable=False),
    # it sees the sessions of this workspace only, such as slack:T0123; null: all
    Column("workspace", String(300)),
    Column("created_at", Utc, nullable=False),
    # null: it does not end by itself
    Column("expires_at", Utc),
    Column("last_used_at", Utc),
    Column("revoked_at", Utc),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("at", Utc, nullable=False),
    # of the API key, or local
    Column("caller_id", String(40), nullable=False),
    Column("caller_name", String(300), nullable=False),
    Column("method", String(10), nullable=False),
    # without what stands behind its question mark
    Column("path", String(300), nullable=False),
    # it may be erased by now
    Column("session_id", String(40)),
    # of the answer
    Column("status", Integer, nullable=False),
    Column("address", String(64), nullable=False),
    Column("request_id", String(64), nullable=False),
)
Index("ix_audit_log_session_id", audit_log.c.session_id)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("url", Text, nullable=False),
    # it hears of the sessions of this workspace only, such as slack:T0123; null: all
    Column("workspace", String(300)),
    # the kinds of event that it hears of, with spaces between them
    Column("events", String(300), nullable=False),
    # the key of its signatures, in plain: a hash could not sign
    Column("secret", String(100), nullable=False),
    Column("created_at", Utc, nullable=False),
)

webhook_events = Table(
    "webhook_events",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("webhook_id", String(40), ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    _session_id(),
    # the same for every webhook that hears of it
    Column("event_id", String(40), nullable=False),
    Column("body", Json, nullable=False),
    # waiting or dead; what was delivered is erased
    Column("state", String(16), nullable=False),
    # counts deliveries begun, and fences them as those of the outbox
    Column("attempts", Integer, nullable=False),
    Column("next_try", BigInteger, nullable=False),
    Column("error", Text),
    Column("created_at", Utc, nullable=False),
)
Index("ix_webhook_events_state_next_try", webhook_events.c.state, webhook_events.c.next_try)
Index("ix_webhook_events_webhook_id", webhook_events.c.webhook_id)
Index("ix_webhook_events_session_id", webhook_events.c.session_id)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    # SHA-256 of caller, endpoint and the key that was sent
    Column("key", String(64), primary_key=True),
    _session_id(),
    # SHA-256 of the body that came with it first
    Column("fingerprint", String(64), nullable=False),
    # [status, body] as it was answered; null until then
    Column("answer", Json),
    Column("created_at", Utc, nullable=False),
)
Index("ix_idempotency_keys_session_id", idempotency_keys.c.session_id)

page_links = Table(
    "page_links",
    metadata,
    Column("id", String(40), primary_key=True),
    # SHA-256 of what stands in the link or the cookie
    Column("hash", String(64), nullable=False, unique=True),
    # the one session that it shows; null where somebody signed in with an API key
    Column("session_id", String(40), ForeignKey("sessions.id", ondelete="CASCADE")),
    Column("key_id", String(40), ForeignKey("api_keys.id", ondelete="CASCADE")),
    # who asked for it
    Column("author_id", String(300), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
)
Index("ix_page_links_session_id", page_links.c.session_id)
