"""The checker in a page, in Chromium: `pytest -m campaign tests/verified/page/test_browser.py`.

It needs chromium, chromium-driver, and selenium.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from certsim.verified import Answer, page_checker
from tests.verified.conftest import PLACES, ROOT, kept
from tests.verified.page.test_page import NO_TIME

pytestmark = pytest.mark.campaign

ASK = """
const [certificates, seconds, done] = arguments;
(async () => {
  const answers = [];
  for (const text of certificates) {
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    answers.push(await certsimCheckApart(bytes, seconds));
  }
  done(answers);
})();
"""
DROP = """
const [name, text] = arguments;
const data = new DataTransfer();
data.items.add(new File([text], name));
document.dispatchEvent(new DragEvent("drop", { dataTransfer: data }));
"""
PROOF = "tangency_cofactors.json"
FORGED = "tangency_cofactor_wrong_sign.json"
ENDLESS = "work_sum_of_coprime_fractions.json"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("chromium is not installed: on Debian, apt-get install chromium chromium-driver")
    pytest.importorskip("selenium", reason="selenium is not installed: pip install selenium")
    chrome = import_module("selenium.webdriver.chrome.webdriver")
    options = import_module("selenium.webdriver.chrome.options").Options()
    service = import_module("selenium.webdriver.chrome.service").Service(driver)
    options.binary_location = browser
    for option in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(option)
    html = (ROOT / "verified/page/try.html").read_text(encoding="utf-8")
    assert html.count(">CHECKER<") == 1
    path = tmp_path_factory.mktemp("page") / "try.html"
    path.write_text(html.replace(">CHECKER<", f">{page_checker().decode()}<"), encoding="utf-8")
    found = chrome.WebDriver(options, service)
    try:
        found.set_script_timeout(600)
        found.get(path.as_uri())
        yield found
    finally:
        found.quit()


def asked_in_browser(page: Any, certificates: Sequence[bytes], seconds: float = 60) -> list[Answer]:
    """What the checker says of each in a worker of its own."""
    texts = [base64.b64encode(data).decode() for data in certificates]
    return [Answer(**answer) for answer in page.execute_async_script(ASK, texts, seconds)]


def lines(page: Any, count: int) -> list[str]:
    """The answers on the page, when there are so many."""
    waiting = import_module("selenium.webdriver.support.ui").WebDriverWait(page, 60)
    waiting.until(lambda _: len(page.find_elements("class name", "answered")) == count)
    return [line.text for line in page.find_elements("class name", "answered")]


@pytest.mark.parametrize("folder", PLACES)
def test_it_says_what_the_program_says(
    page: Any, said: Mapping[str, Mapping[str, Answer]], folder: str
) -> None:
    files = {name: data for name, data in kept(folder).items() if said[folder][name] != NO_TIME}
    found = dict(zip(files, asked_in_browser(page, list(files.values())), strict=True))
    other = {name: one for name, one in found.items() if one != said[folder][name]}
    assert other == {}


def test_files_that_are_chosen_and_dropped_are_checked(page: Any, tmp_path: Path) -> None:
    proof, forged = kept("accept")[PROOF], kept("reject")[FORGED]
    (tmp_path / "proof.json").write_bytes(proof)
    (tmp_path / "forged.json").write_bytes(forged)
    page.find_element("id", "files").send_keys(f"{tmp_path}/proof.json\n{tmp_path}/forged.json")
    chosen = lines(page, 2)
    assert sorted(chosen) == [
        "forged.json: invalid: the evidence does not prove the claim",
        "proof.json: valid",
    ]
    page.execute_script(DROP, "dropped.json", proof.decode())
    assert lines(page, 3)[2] == "dropped.json: valid"


def test_the_page_waits_for_no_longer_than_it_is_told_to(page: Any) -> None:
    endless = kept("reject")[ENDLESS]
    first, second = asked_in_browser(page, [endless, kept("accept")[PROOF]], 3)
    assert first == Answer("no answer", "not within 3 seconds")
    assert second.status == "valid"
