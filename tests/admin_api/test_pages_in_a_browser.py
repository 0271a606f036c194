"""The pages in a real browser: headless Chromium, where it is installed (`apt install chromium chromium-driver`)."""

import shutil
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from engine.settings import Settings
from tests.admin_api.serving import Api, create, say, serving
from tests.more import MORE

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="there is no chromium and chromedriver here")
AXE = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
WIDTHS = (360, 800, 1400)
"""Pixels: a phone, a small window, a screen."""
Browser = webdriver.Chrome


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for switch in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(str(DRIVER)))
    yield driver
    driver.quit()


@pytest.fixture
def agent(sqlite_settings: Settings) -> Iterator[tuple[Api, str]]:
    with serving(sqlite_settings) as api:
        session_id = create(api)["session_id"]
        say(api, session_id, "It is for patients and their parents.")
        yield api, session_id


@pytest.mark.parametrize(("scheme", "looked_at"), [("light", 360), ("dark", 1400)])
def test_everybody_can_read_every_page(browser: Browser, agent: tuple[Api, str], scheme: str, looked_at: int) -> None:
    """Axe finds nothing, on a phone and on a screen, and no page is wider than its window."""
    api, session_id = agent
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    tabs = ("", "/agent", "/flow", "/prompt", "/versions", "/tests", "/exports")
    for path in ("/ui", "/ui/sign-in", *(f"/ui/sessions/{session_id}{tab}" for tab in tabs)):
        browser.get(f"{api.base_url}{path}")
        for width in WIDTHS:
            browser.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
            )
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width, (path, width)
            if width == looked_at or MORE > 1:
                assert _violations(browser) == [], (path, width, scheme)
    logged = browser.get_log("browser")  # type: ignore[no-untyped-call]
    assert [line for line in logged if "Content Security" in line["message"]] == []


def test_what_is_said_in_the_thread_comes_by_itself_and_keeps_what_is_being_typed(
    browser: Browser, agent: tuple[Api, str]
) -> None:
    api, session_id = agent
    browser.get(f"{api.base_url}/ui/sessions/{session_id}")
    box = browser.find_element(By.ID, "text")
    box.send_keys("half a thou")
    say(api, session_id, "We are closed on Sundays, Monika says.")
    _wait(browser, lambda: "Monika says." in _words(browser))
    assert browser.find_element(By.ID, "text").get_property("value") == "half a thou"
    assert browser.execute_script("return document.activeElement.id") == "text"


def test_a_message_can_be_sent_with_the_keyboard_alone(browser: Browser, agent: tuple[Api, str]) -> None:
    api, session_id = agent
    browser.get(f"{api.base_url}/ui/sessions/{session_id}")
    browser.find_element(By.ID, "text").send_keys("We close at six.\t\n")
    _wait(browser, lambda: "We close at six." in _words(browser))


def test_a_click_on_a_step_shows_its_script_and_the_picture_can_be_enlarged(
    browser: Browser, agent: tuple[Api, str]
) -> None:
    api, session_id = agent
    browser.get(f"{api.base_url}/ui/sessions/{session_id}/flow")
    link = browser.find_element(By.CSS_SELECTOR, ".paper svg a")
    link.click()
    step = str(link.get_dom_attribute("href")).lstrip("#")
    assert browser.execute_script("return document.querySelector(':target').id") == step
    before = browser.execute_script("return document.querySelector('.paper svg').clientWidth")
    browser.find_element(By.CSS_SELECTOR, "[data-zoom='1.25']").click()
    assert browser.execute_script("return document.querySelector('.paper svg').clientWidth") > before


def _violations(browser: Browser) -> list[Any]:
    """What axe says is wrong on this page: rule, and where."""
    browser.execute_script(AXE)
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    return [(v["id"], [node["html"][:200] for node in v["nodes"]][:3]) for v in found["violations"]]


def _words(browser: Browser) -> str:
    return str(browser.execute_script("return document.querySelector('main').innerText"))


def _wait(browser: Browser, holds: Any) -> None:
    WebDriverWait(browser, 30).until(lambda _: holds())
