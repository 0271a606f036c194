"""Stored documents: reading those of older and newer releases, and writing them so that nobody loses anything."""
