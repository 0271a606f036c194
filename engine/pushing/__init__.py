"""Brings a bundle to its platform over HTTP, again and again: what is there already is updated, never made twice."""
