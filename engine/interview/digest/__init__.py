"""Shared documents, read in parts: where something stands in one, what was found there, and what is told of it.

A document is stored once, as text. It is read part by part, each part by whichever interviewer is at hand; what was
found stays with the session as its digest. Both interviewers stand on this room; it knows neither.
"""
