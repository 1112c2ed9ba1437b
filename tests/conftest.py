"""Fixtures of the whole suite; each lives beside the part that it starts."""

pytest_plugins = [
    "tests.support.absence",
    "tests.support.soak",
    "tests.support.mosquitto",
    "tests.support.pipewire",
    "tests.support.postgresql",
    "tests.support.browser",
    "tests.support.centre_broker",
]
