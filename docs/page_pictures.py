"""`python -m docs.page_pictures`: photographs the pages of an agent in headless Chromium, for docs/pages.md."""

import shutil
import tempfile
from pathlib import Path

from selenium import webdriver
from sqlalchemy import NullPool, create_engine

from engine.settings import load_settings
from engine.store import schema
from tests.admin_api.serving import create, say, serving

FOLDER = Path(__file__).parent
PICTURES = (
    ("page-conversation.png", "#end", "light", 1100, 850),
    ("page-flow.png", "/flow#step-3", "dark", 1100, 900),
    ("page-phone.png", "/agent", "light", 390, 800),
)
SAID = (
    ("Ben", "patients and their parents"),
    ("Ana", "English and Spanish"),
    ("Ben", "Thank you for calling Bright Smile, this is Mia. How can I help?"),
    ("Ana", "we are open Monday to Friday 8 to 6"),
    ("Ben", "yes"),
    ("Ben", "yes"),
    ("Ana", "yes"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/docs.db"
        with create_engine(f"sqlite:///{file}", poolclass=NullPool).begin() as connection:
            schema.upgrade(connection)
        with serving(load_settings(None, database_url=f"sqlite:///{file}")) as api:
            session_id = create(api, author={"id": "ana", "name": "Ana"})["session_id"]
            for name, words in SAID:
                say(api, session_id, words, author={"id": name.lower(), "name": name})
            _photograph(f"{api.base_url}/ui/sessions/{session_id}".replace("//ui", "/ui"))


def _photograph(page: str) -> None:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for switch in ("--headless=new", "--no-sandbox", "--hide-scrollbars"):
        options.add_argument(switch)
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        for file, part, scheme, width, height in PICTURES:
            size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            wished = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
            media = {"features": [{"name": name, "value": value} for name, value in wished.items()]}
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
            driver.get(f"{page}{part}")
            driver.save_screenshot(str(FOLDER / file))
    finally:
        driver.quit()


if __name__ == "__main__":
    main()
