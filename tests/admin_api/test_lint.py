"""Any prompt can be checked over HTTP, and comes back mended."""

from tests.admin_api.serving import Api

PROMPT = "# Identity\n\nYou are Mia.\n\n# Guardrails\n\n- Details stand at http://example.com now.\n"


def test_a_pasted_prompt_is_checked_and_mended(api: Api) -> None:
    answer = api.post("/api/v1/lint", json={"prompt": PROMPT})
    assert answer.status_code == 200
    body = answer.json()
    finding = next(f for f in body["findings"] if f["rule"] == "tools.https_only")
    assert finding["level"] == "error"
    assert finding["line"] == 7
    assert finding["why"]
    assert finding["fix"]["old"] == "http://example.com"
    assert "https://example.com" in body["fixed"]
    assert len(api.post("/api/v1/lint", json={"prompt": body["fixed"]}).json()["findings"]) < len(body["findings"]) / 2


def test_what_is_no_prompt_is_told(api: Api) -> None:
    assert api.post("/api/v1/lint", json={"prompt": ""}).status_code == 422
    assert api.post("/api/v1/lint", json={"text": "You are Mia."}).status_code == 422
