"""Twelve agents of different trades, made by talking: `python -m evals.gallery` writes `docs/gallery/`."""
