"""How often the tests that try many things try: once what is worth its time in every run; `make fuzz` sets more."""

import os

MORE = int(os.environ.get("MORE", "1"))
