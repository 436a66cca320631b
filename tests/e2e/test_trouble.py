"""What a customer sees while the shop is away for a moment."""

from collections.abc import Callable

import psutil
from playwright.sync_api import Error, expect

from chonso_app.core.texts import say
from tests.e2e.people import Person
from tests.e2e.server import PORT


def test_a_lost_connection_is_told_and_the_word_goes_away_with_it(
    people: Callable[..., Person], complaints: list[str]
) -> None:
    page = people("customer").page
    page.goto("/")
    pill = page.get_by_text(say("ui.trouble.lost"))
    expect(page.locator("input[name=q]").first).to_be_visible()
    expect(pill).to_have_count(0)
    for _ in range(8):  # it starts again within seconds: keep it away until the page has noticed
        kill_web()
        try:
            pill.wait_for(timeout=2_500)
            break
        except Error:
            continue
    expect(pill).to_be_visible()
    expect(pill).to_have_count(0, timeout=30_000)
    complaints.clear()  # the browser's own words for a socket that nobody answers


def kill_web() -> None:
    """SIGKILL to the web process of this run's shop."""
    for process in psutil.process_iter():
        try:
            ours = process.environ().get("CHONSO_PORT") == str(PORT)
            if ours and "chonso_app.web" in process.cmdline():
                process.kill()
        except psutil.Error:  # gone, or somebody else's
            continue
