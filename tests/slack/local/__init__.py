"""A Slack of our own on a local port: the Web API, Socket Mode, signed HTTP, files, views and response URLs.

It enforces the limits that Slack documents, and can duplicate, delay, reorder and drop what it delivers, answer 429,
lose an answer, and disconnect.
"""

from tests.slack.local.server import LocalSlack, running_slack
from tests.slack.local.state import Channel, Message, Person, Team

__all__ = ["Channel", "LocalSlack", "Message", "Person", "Team", "running_slack"]
