"""How well an interviewer with a model (or without) consults: personas, scored by code against their truth sheets."""
