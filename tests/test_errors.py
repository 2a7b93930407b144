"""Problems as a reader of the terminal sees them."""

from __future__ import annotations

import pytest

from certsim.errors import CertsimError, Problem, SpecError


def problem(text: str, start: int, end: int, **changes: object) -> Problem:
    given = {"file": "spec.toml", "line": 7, "column": start + 1, "key": "candidates[0].equations[0]"}
    given |= {"text": text, "start": start, "end": end, "message": "unknown name 'w3'"}
    return Problem(**(given | changes))  # type: ignore[arg-type]


def test_a_problem_shows_place_key_text_caret_and_hint() -> None:
    shown = str(problem("    W[0] = w3", 11, 13, hint="did you mean 'w2'?"))
    assert shown.splitlines() == [
        "spec.toml:7:12: candidates[0].equations[0]: unknown name 'w3'",
        "        W[0] = w3",
        "               ^^",
        "hint: did you mean 'w2'?",
    ]


def test_a_problem_without_place_is_one_line() -> None:
    assert str(problem("", 0, 0, line=0, key="")) == "spec.toml: unknown name 'w3'"


@pytest.mark.parametrize("start", [0, 3, 70, 500, 995])
def test_a_long_line_is_cut_around_the_caret(start: int) -> None:
    text = "".join(chr(ord("a") + i % 26) for i in range(1_000))
    _, line, carets = str(problem(text, start, start + 3)).splitlines()
    assert len(line) < 120
    assert line[carets.index("^") : carets.index("^") + 3] == text[start : start + 3]
    assert carets.strip() == "^^^"


def test_control_characters_become_visible_and_keep_the_caret_in_place() -> None:
    shown = str(problem("a\x1b[31m\x00\u202e b", 9, 10, file="ev\x1bil.toml"))
    assert not any(ord(character) < 0x20 for character in shown.replace("\n", ""))
    assert "\u202e" not in shown
    _, line, carets = shown.splitlines()
    assert line[carets.index("^")] == "b"


def test_wide_characters_move_the_caret_by_two_columns() -> None:
    _, _, carets = str(problem("次 = x", 4, 5)).splitlines()
    assert carets.index("^") == 4 + 5


def test_problems_that_are_not_put_into_words_are_counted() -> None:
    few = (problem("x", 0, 1), problem("y", 0, 1, line=9))
    assert str(SpecError(few)).count("unknown name") == 2
    assert str(SpecError(few, 1)).endswith("\nand 1 more problem")
    assert str(SpecError(few, 480)).endswith("\nand 480 more problems")
    assert str(SpecError(few, 480, complete=False)).endswith("\nand at least 480 more problems")
    assert "cut short" in str(SpecError(few, complete=False))


def test_long_messages_and_keys_are_cut() -> None:
    assert len(str(problem("x", 0, 1, key="k" * 10_000, message="m" * 10_000, hint="h" * 10_000))) < 2_000


def test_spec_errors_belong_to_the_family_that_ends_with_status_two() -> None:
    assert issubclass(SpecError, CertsimError)
    assert SpecError((problem("x", 0, 1),)).exit_status == 2
