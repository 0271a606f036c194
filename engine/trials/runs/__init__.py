"""The agent's tests played without a model: a scripted caller talks to the call as it is drawn, and checks judge it."""

from engine.trials.runs.played import Exchange, Played
from engine.trials.runs.run import Result, Run, run_of

__all__ = ["Exchange", "Played", "Result", "Run", "run_of"]
