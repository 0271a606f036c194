"""The manifest gives the app exactly what the code asks for."""

import json
from pathlib import Path

from bots.slack.app_home import PROMPTS
from bots.slack.installations import SCOPES
from bots.slack.listeners import COMMAND, SHORTCUT

MANIFEST = json.loads((Path(__file__).parents[2] / "slack_manifest.json").read_text())


def test_the_manifest_and_the_code_ask_for_the_same() -> None:
    features, settings = MANIFEST["features"], MANIFEST["settings"]
    assert tuple(MANIFEST["oauth_config"]["scopes"]["bot"]) == SCOPES
    assert [c["command"] for c in features["slash_commands"]] == [COMMAND]
    assert [s["callback_id"] for s in features["shortcuts"]] == [SHORTCUT]
    assert [(p["title"], p["message"]) for p in features["agent_view"]["suggested_prompts"]] == list(PROMPTS)
    assert {"app_mention", "message.channels", "message.im", "app_uninstalled", "tokens_revoked"} <= set(
        settings["event_subscriptions"]["bot_events"]
    )
    assert settings["socket_mode_enabled"]
    assert settings["org_deploy_enabled"]


def test_each_scope_is_explained() -> None:
    page = (Path(__file__).parents[2] / "docs" / "slack.md").read_text()
    assert [scope for scope in SCOPES if f"| `{scope}` |" not in page] == []
