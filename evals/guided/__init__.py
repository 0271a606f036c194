"""How well the guided interviewer listens: whole conversations, remarks and lists of jobs. See ../README.md."""
