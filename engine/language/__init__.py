"""Text as people write it: tokens, phrases, grammar and the lexicons of the languages that are read."""
