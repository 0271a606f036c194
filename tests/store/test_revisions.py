"""A start reads the revisions without Alembic, and finds what Alembic finds."""

from alembic.script import ScriptDirectory

from engine.store.revisions import MIGRATIONS, head, known


def test_the_revisions_are_those_that_alembic_finds() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert head() == script.get_current_head()
    assert known() == {revision.revision for revision in script.walk_revisions()}
