"""What kind of sentence is this, and how sure is that: an answer, an instruction, a rule, a remark to a colleague, …

`features.py` says what is looked at, `weights.json` how much each counts for each act, `train.py` where they come from.
"""

from engine.language.acts.acts import ACTS, SURE, Act, Context, Judgement
from engine.language.acts.classify import act_of

__all__ = ["ACTS", "SURE", "Act", "Context", "Judgement", "act_of"]
