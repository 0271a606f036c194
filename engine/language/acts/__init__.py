"""What kind of sentence is this, where does it belong, and how sure is that: an answer, a rule, a remark, …

`features.py` says what is looked at, `acts.json` and `places.json` how much each counts for each label, `train.py`
where they come from.
"""

from engine.language.acts.acts import ACTS, SURE, Act, Context, Judgement
from engine.language.acts.classify import LEARNT, act_of, judged, knows_a_word
from engine.language.acts.places import FACTS, PLACES, RULES, Place, Placement

__all__ = [
    "ACTS",
    "FACTS",
    "LEARNT",
    "PLACES",
    "RULES",
    "SURE",
    "Act",
    "Context",
    "Judgement",
    "Place",
    "Placement",
    "act_of",
    "judged",
    "knows_a_word",
]
