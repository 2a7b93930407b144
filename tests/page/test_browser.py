"""Reports in a browser: what readers do with a mouse, a keyboard, a phone, a screen reader, or no script."""

from __future__ import annotations

import base64
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from certsim import Report, certify
from certsim.campaign import Campaign
from certsim.cli import run
from certsim.verified import VARIABLE, page_checker
from tests.outside import TANH
from tests.page.samples import DIAGONAL, certificate, write_all

webdriver = pytest.importorskip("selenium.webdriver")
if not (shutil.which("chromium") and shutil.which("chromedriver")):
    pytest.skip("Chromium is not installed, or its driver is not", allow_module_level=True)

from selenium.webdriver.common.by import By  # noqa: E402  selenium may be absent
from selenium.webdriver.common.keys import Keys  # noqa: E402

ROOT = Path(__file__).parents[2]
AXE = Path(os.environ.get("CERTSIM_AXE", ROOT / "build/node_modules/axe-core/axe.min.js"))
WAIT = 60.0
MANY = 1_000


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def started(downloads: Path) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with each outcome, a forged certificate, and names that mean harm."""
    folder = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "/nonexistent/certsim-verified")
        return Report(write_all(folder / "kept")).write(folder / "page.html")[0]


@pytest.fixture
def browser(started: Any, page: Path) -> Iterator[Any]:
    """The page, opened anew; when it is left, it has complained of nothing, and nothing was run by a name."""
    started.set_window_size(1200, 900)
    emulate(started)
    started.get("about:blank")
    started.get(page.as_uri())
    yield started
    assert started.get_log("browser") == []
    assert started.execute_script("return window.harm") is None


def emulate(driver: Any, scheme: str = "light") -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def one(driver: Any, selector: str) -> Any:
    return driver.find_element(By.CSS_SELECTOR, selector)


def texts(driver: Any, selector: str) -> list[str]:
    """What is seen of elements; of those that are hidden nothing."""
    return [each.text for each in driver.find_elements(By.CSS_SELECTOR, selector) if each.is_displayed()]


def outcomes(driver: Any) -> list[str]:
    return texts(driver, "table.claims tbody .badge")


def wait(until: Callable[[], Any]) -> Any:
    """What a condition is when it is something."""
    end = time.monotonic() + WAIT
    while not (found := until()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def choose(driver: Any, name: str, value: str) -> None:
    one(driver, f'select[name="{name}"]').send_keys(value)


def test_the_table_filters_by_verdict_and_by_words(browser: Any) -> None:
    assert len(outcomes(browser)) == 10
    choose(browser, "outcome", "refused")
    assert outcomes(browser) == ["refused", "refused"]
    assert texts(browser, "details.claim > summary .badge") == ["refused", "refused"]
    assert one(browser, "#shown").text == "2 of 10 shown"
    one(browser, "#filter button[type=reset]").click()
    assert wait(lambda: len(outcomes(browser)) == 10)
    one(browser, "input[name=text]").send_keys("TANH merged")
    assert texts(browser, "table.claims tbody th") == ["neurons merged"]
    one(browser, "input[name=text]").clear()
    one(browser, "input[name=text]").send_keys("W[0]")
    assert texts(browser, "table.claims tbody th") == ["neurons merged"]


def test_the_table_sorts_and_says_so(browser: Any) -> None:
    header = one(browser, "table.claims thead th")
    for expected, order in (("ascending", sorted), ("descending", lambda all_: sorted(all_, reverse=True))):
        one(header, "button").click()
        assert header.get_attribute("aria-sort") == expected
        assert outcomes(browser) == order(outcomes(browser))


def test_a_link_opens_its_claim_and_the_proof_opens(browser: Any) -> None:
    browser.find_element(By.LINK_TEXT, "neurons merged").click()
    claim = wait(lambda: one(browser, "details.claim[open]"))
    assert one(claim, "h3").text == "neurons merged"
    one(claim, "details.proof > summary").click()
    assert "a symmetry fixes the set" in one(claim, ".told").text
    assert browser.execute_script("return document.activeElement.parentElement.open")


def test_everything_is_done_by_keyboard(browser: Any) -> None:
    def press(*keys: str) -> Any:
        browser.switch_to.active_element.send_keys(*keys)
        return browser.switch_to.active_element

    assert one(browser, "body").send_keys(Keys.TAB) is None
    assert browser.switch_to.active_element.text == "To the claims"
    seen = []
    while "thead" not in seen:
        focused = press(Keys.TAB)
        seen.append(focused.get_attribute("name") or focused.tag_name)
        if browser.execute_script("return Boolean(document.activeElement.closest('thead'))"):
            seen.append("thead")
    assert seen[:3] == ["text", "outcome", "model"]
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    assert browser.execute_script(outline) == "solid"
    press(Keys.ENTER)
    assert one(browser, "table.claims thead th").get_attribute("aria-sort") == "ascending"
    assert outcomes(browser) == sorted(outcomes(browser))
    while browser.switch_to.active_element.tag_name != "a":
        press(Keys.TAB)
    name = browser.switch_to.active_element.text
    press(Keys.ENTER)
    assert one(wait(lambda: one(browser, "details.claim[open]")), "h3").text == name
    wait(lambda: browser.switch_to.active_element.tag_name == "summary")  # the browser opens it, we go there
    press(Keys.ENTER)
    assert not browser.find_elements(By.CSS_SELECTOR, "details.claim[open]")


def test_a_certificate_that_is_downloaded_is_accepted(browser: Any, downloads: Path) -> None:
    browser.find_element(By.LINK_TEXT, "hyperbolas").click()
    link = wait(lambda: one(browser, "details.claim[open] a.download"))
    file = downloads / link.get_attribute("download")
    link.click()
    wait(file.is_file)
    assert file.read_bytes() == certificate("generic")
    assert run(["check", "-q", str(file)]) == 0


def test_certificates_are_checked_again_in_the_page(browser: Any) -> None:
    one(browser, "#check-all").click()
    progress = one(browser, "#check-progress")
    wait(lambda: progress.text.startswith("10 of 10 checked"))
    one(browser, "#open-all").click()
    answers = dict(zip(texts(browser, "a.download"), texts(browser, "output.answer"), strict=True))
    assert answers["forged.json"] == "refused: the claim is not the one that the digest is of"
    assert answers["none-img-src-x-onerror-harm.json"].startswith("refused, it cannot be read")
    assert len(browser.find_elements(By.CSS_SELECTOR, "output.answer.bad")) == 2
    assert answers["two-tanh-neurons-neurons-merged.json"] == "valid: the claim is proved"
    assert answers["diagonal-circle.json"] == "valid: the claim is proved"
    for said in answers.values():
        assert said.startswith(("valid", "refused", "not covered by the proof in Coq yet: "))


def test_files_that_are_chosen_are_checked(browser: Any, page: Path) -> None:
    files = [page.parent / "kept" / name for name in ("certified.json", "forged.json")]
    one(browser, "#drop-files").send_keys("\n".join(map(str, files)))
    wait(lambda: "refused" in one(browser, "#dropped").text)
    assert texts(browser, "#dropped li") == [
        "certified.json: valid: the claim is proved",
        "forged.json: refused: the claim is not the one that the digest is of",
    ]


def test_the_page_names_the_checker_by_its_digest(browser: Any) -> None:
    from hashlib import sha256

    assert sha256(page_checker()).hexdigest() in texts(browser, "#check code")


def test_a_check_that_takes_too_long_has_no_answer(browser: Any) -> None:
    """A script that never answers stands for the checker."""
    forever = base64.b64encode(b"onmessage = () => { for (;;); };").decode()
    page = Path(browser.current_url.removeprefix("file://"))
    html = page.read_text(encoding="utf-8")
    bundled = base64.b64encode(page_checker()).decode()
    slow = page.with_name("slow.html")
    slow.write_text(html.replace(bundled, forever).replace('data-seconds="60"', 'data-seconds="1"'), "utf-8")
    browser.get(slow.as_uri())
    one(browser, "#open-all").click()
    one(browser, "button.again").click()
    wait(lambda: texts(browser, "output.answer")[0] == "no answer: the time ran out")
    one(browser, "#check-all").click()
    one(browser, "#check-stop").click()
    wait(lambda: one(browser, "#check-all").is_enabled())
    assert "no answer: it was stopped" in texts(browser, "output.answer")


def test_without_a_script_all_is_there(started: Any, page: Path) -> None:
    started.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        started.get(page.as_uri() + "?")
        assert len(outcomes(started)) == 10
        assert not one(started, "#filter").is_displayed()
        started.get(page.as_uri() + "?#claim-0")
        assert "neurons merged" in texts(started, "summary h3")
        one(started, "details.claim summary").click()
        assert one(started, "details.claim a.download").get_attribute("href").startswith("data:")
    finally:
        started.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_what_is_open_is_printed(browser: Any) -> None:
    def printed() -> int:
        return len(base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {})["data"]))

    before = printed()
    one(browser, "#open-all").click()
    assert printed() > before


def test_a_hierarchy_is_made_larger_and_smaller(started: Any, tmp_path: Path) -> None:
    spec = tmp_path / "spec.toml"
    spec.write_text(TANH, encoding="utf-8")
    campaign = Campaign(tmp_path / "store")
    campaign.run([spec], command="enumerate", workers=1)
    started.get(Report(campaign).write(tmp_path / "page.html")[0].as_uri())
    one(started, "details.claim summary").click()

    def width() -> float:
        return float(one(started, "figure.hierarchy svg").rect["width"])

    before = width()
    larger, smaller, whole = started.find_elements(By.CSS_SELECTOR, "button[data-zoom]")
    larger.click()
    assert width() > before
    smaller.click()
    smaller.click()
    assert width() < before
    whole.click()
    assert width() == before
    titles = started.find_elements(By.CSS_SELECTOR, "figure.hierarchy svg title")
    assert "W[1,0] = W[0,0]\na[1] = a[0]" in [each.get_attribute("textContent") for each in titles]


def test_nothing_is_wider_than_a_phone(browser: Any) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": True},
    )
    try:
        one(browser, "#open-all").click()
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 360
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not there: npm install --prefix build axe-core")
    emulate(browser, scheme)
    one(browser, "#open-all").click()
    browser.execute_script("for (const each of document.querySelectorAll('details')) each.open = true;")
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found = browser.execute_async_script(
        "const done = arguments[0];"
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})"
        ".then((found) => done(found), (error) => done({violations: [String(error)], passes: []}));"
    )
    said = [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]
    assert said == []
    assert "color-contrast" in {each["id"] for each in found["passes"]}


@pytest.mark.campaign
def test_a_thousand_claims_are_one_page(started: Any, tmp_path: Path) -> None:
    sets = [certify(DIAGONAL, [f"a = {n}*b"], name=f"line {n}") for n in range(MANY)]
    made = Report(sets)
    file, *beside = made.write(tmp_path / "many.html")
    assert file.stat().st_size < 20_000_000
    assert not beside
    started.get(file.as_uri())
    one(started, "input[name=text]").send_keys("line 99")
    assert one(started, "#shown").text == "19 of 1000 shown"
