"""Twelve agents of different trades, made by talking to the builder: `python -m evals.gallery` writes `docs/gallery/`."""
