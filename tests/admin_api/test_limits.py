"""What is counted is bounded, and forgotten in time."""

import pytest

from admin_api.limits import LOCKED_SECONDS, MOST_NAMES, WRONG_KEYS, Guard, Windows
from admin_api.problems import ApiProblem


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def wrong(guard: Guard, key: str, address: str) -> None:
    guard.check_key(key, address)
    guard.note(key, address, valid=False)


def test_the_lock_out_ends_by_itself() -> None:
    clock = Clock()
    guard = Guard(0, wrong=Windows(LOCKED_SECONDS, clock))
    for number in range(WRONG_KEYS):
        wrong(guard, f"abk_{number:08}", "203.0.113.5")
    with pytest.raises(ApiProblem, match="Too many wrong"):
        guard.check_key("abk_another1", "203.0.113.5")
    guard.check_key("abk_another1", "203.0.113.6")
    clock.now = LOCKED_SECONDS + 1
    guard.check_key("abk_another1", "203.0.113.5")


def test_guesses_at_one_key_from_many_addresses_are_locked_out_too() -> None:
    guard = Guard(0)
    for number in range(WRONG_KEYS):
        wrong(guard, "abk_abcdefgh" + "x" * number, f"203.0.113.{number}")
    with pytest.raises(ApiProblem):
        guard.check_key("abk_abcdefghijk", "198.51.100.1")


def test_one_network_of_the_ipv6_internet_is_one_address() -> None:
    guard = Guard(0)
    for number in range(WRONG_KEYS):
        wrong(guard, f"abk_{number:08}", f"2001:db8::{number}")
    with pytest.raises(ApiProblem):
        guard.check_key("abk_another1", "2001:db8::ffff")
    guard.check_key("abk_another1", "fe80::1%eth0")


def test_a_flood_of_names_takes_no_more_memory() -> None:
    windows = Windows(60)
    for number in range(2 * MOST_NAMES):
        windows.add(f"address {number}")
    assert len(windows._counts) == MOST_NAMES
