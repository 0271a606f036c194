"""How an outbound call begins, in the words of the playbooks."""

OPENING = frozenset({"right_person", "consent", "good_time", "good_moment"})
"""Fields of a playbook that the opening of an outbound call finds out."""
SUITS = OPENING - {"right_person"}
"""Those that say whether the person has time, too."""
OUTCOMES = frozenset({"wrong_person", "not_now", "voicemail"})
"""Cases of a playbook that have a step of their own."""
