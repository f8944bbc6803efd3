"""A headless Chromium for the tests that look at pages, and axe-core to judge them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SWITCHES = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = "axe-core@4.14.1"
DESKTOP = {"width": 1280, "height": 900}
LOCAL = ("file:", "data:", "blob:", "http://127.0.0.1:")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The browser. Skips where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield started
        started.close()


def _is_left(request: Any) -> bool:
    """Whether nobody waits for a file any more, as its page has led to another one meanwhile."""
    return bool(request.failure == "net::ERR_ABORTED")


@pytest.fixture
def open_page(browser) -> Iterator[Callable[..., Any]]:
    """A function that opens a URL; an error on the console or a request to elsewhere fails the test."""
    contexts, complaints = [], []

    def opened(url, viewport=None, scheme="light", scripts=True, permissions=()):
        context = browser.new_context(
            viewport=viewport or DESKTOP,
            color_scheme=scheme,
            java_script_enabled=scripts,
            permissions=list(permissions),
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: _is_left(request) or complaints.append(f"not loaded: {request.url}"))
        page.on("request", lambda request: None if request.url.startswith(LOCAL) else complaints.append(request.url))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[Any]]:
    """A function that answers axe-core's findings on a page. Skips where npm cannot install it."""
    source = _axe_source()

    def findings(page):
        page.evaluate(source)
        return page.evaluate("async () => (await axe.run({ preload: false })).violations")

    return findings


def _axe_source() -> str:
    """The source of axe-core, installed once into the user's cache."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "campaign-contract-tests" / AXE
    script = cache / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        cache.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", cache, AXE]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            pytest.skip(f"npm cannot install {AXE}: {done.stderr.strip().splitlines()[-1:]}")
    return script.read_text(encoding="utf-8")
