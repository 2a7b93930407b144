"""The questions of an export: solvers answer each by unsat, and would not if the proof were another."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import z3

from certsim import Model, certify, core
from certsim.export.checked import CannotExport
from certsim.export.obligations import obligations
from certsim.export.queries import Identity, NoSolution, Remark
from certsim.export.smt2 import to_smt2
from certsim.kernel.check import check
from certsim.kernel.terms.polynomial import ONE

CORPUS = sorted((Path(__file__).parents[1] / "corpus" / "accept").glob("*.json"))
TOLD = {
    "laws_closed_under_bracket": "laws",
    "laws_of_a_product": "laws",
    "laws_of_a_product_opaque": "laws",
    "leaving_by_an_enclosure": "leaving",
    "leaving_by_exponentials": "leaving",
    "leaving_for_one_function": "leaving",
    "leaving_inside_a_region": "leaving",
    "orbit_at_an_input_in_the_domain": "orbit",
    "orbit_hyperbola": "orbit",
    "orbit_origin": "orbit",
    "point_with_a_multiple_of_pi": "leaving",
    "reduced_at_a_point_in_the_domain": "reduction",
    "reduced_pair_of_neurons": "reduction",
    "atoms_connected": "laws",
    "atoms_of_a_closure": "laws",
    **{path.stem: "conserved" for path in CORPUS if path.stem.startswith("conserved_")},
}
"""The rules that are no questions of QF_NRA, by the certificates of the corpus that rest on them."""
EXPORTED = [path for path in CORPUS if path.stem not in TOLD]
SILENT = {"frozen_parameter_stands_still", "generically_empty_by_elimination", "local_definitions"}
"""Those whose proof is that everything there is to show is 0 as it stands."""


def answers_of_z3(text: str) -> list[str]:
    context = z3.Context()
    return str(z3.Z3_eval_smtlib2_string(context.ref(), "(set-option :timeout 30000)\n" + text)).split()


def answers_of_cvc5(text: str) -> list[str]:
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("incremental", "true")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "export")
    symbols, said = parser.getSymbolManager(), []
    while not (command := parser.nextCommand()).isNull():
        said.append(str(command.invoke(solver, symbols)).strip())
    return [word for word in said if word]


def questions(text: str) -> list[str]:
    """The texts of the questions."""
    assert text.count("(push 1)") == text.count("(pop 1)")
    return re.findall(r"^\(push 1\)\n(.*?)^\(check-sat\)\n\(pop 1\)$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", EXPORTED, ids=lambda path: path.stem)
def test_z3_answers_every_question_by_unsat(path: Path) -> None:
    text = to_smt2(path.read_bytes())
    asked = questions(text)
    assert bool(asked) is (path.stem not in SILENT)
    assert ("; There is nothing to ask." in text) is (path.stem in SILENT)
    assert answers_of_z3(text) == ["unsat"] * len(asked)
    assert text == to_smt2(path.read_bytes())


def test_cvc5_answers_every_question_by_unsat() -> None:
    if find_spec("cvc5") is None:
        pytest.skip("cvc5 is not installed")
    for path in EXPORTED:
        text = to_smt2(path.read_bytes())
        assert answers_of_cvc5(text) == ["unsat"] * len(questions(text)), path.stem


@pytest.mark.parametrize("name", TOLD)
def test_a_rule_that_is_no_such_question_is_named(name: str) -> None:
    (path,) = (path for path in CORPUS if path.stem == name)
    with pytest.raises(CannotExport) as raised:
        to_smt2(path.read_bytes())
    assert raised.value.rule == TOLD[name]


@pytest.mark.parametrize("path", EXPORTED, ids=lambda path: path.stem)
def test_a_proof_with_another_cofactor_is_answered_by_sat(path: Path) -> None:
    """Each identity is one: with something added it is none any more."""
    for item in obligations(check(path.read_bytes())):
        if isinstance(item, Identity):
            wrong = replace(item, right=(*item.right, (ONE,)))
            assert answers_of_z3(written(wrong)) == ["sat"]


def written(item: Identity | NoSolution) -> str:
    from certsim.export.smt2 import _written

    return "\n".join(["(set-logic QF_NRA)", *_written(item), ""])


NAMED = ("symmetry_", "tangency_", "structure_", "leaving_", "kinks_", "half_a_period", "outputs_treated")


@pytest.mark.parametrize(
    "path",
    [path for path in EXPORTED if path.stem.startswith(NAMED) and "never_zero" not in path.stem],
    ids=lambda path: path.stem,
)
def test_what_is_assumed_of_a_question_is_not_absurd(path: Path) -> None:
    """Without what is denied there are solutions: unsat is not for the asking."""
    for item in obligations(check(path.read_bytes())):
        if isinstance(item, NoSolution) and item.equations:
            denies_a_value = not item.conditions or "not 0" in item.what
            rest = (
                replace(item, equations=item.equations[:-1])
                if denies_a_value
                else replace(item, conditions=item.conditions[:-1])
            )
            assert answers_of_z3(written(rest)) == ["sat"], item.what


class TestWhatIsAsked:
    def text(self, model: Model, candidate: list[str], **options: Any) -> str:
        certificate = certify(model, candidate, **options).certificate
        assert certificate
        return to_smt2(certificate)

    DIAGONAL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])

    def test_the_claim_stands_in_front(self) -> None:
        text = self.text(self.DIAGONAL, ["a = b"])
        assert "; The claim:\n;   output: a*b*x\n;   parameters: a, b\n" in text
        assert ";   candidate: a = b\n" in text

    def test_a_set_without_points_is_asked_for_one(self) -> None:
        text = self.text(self.DIAGONAL, ["a**2 + b**2 = -1"])
        assert "(assert (= (+ 1.0 (* |a| |a|) (* |b| |b|)) 0.0))" in text
        assert "; the set has no point\n" in text

    def test_a_symmetry_of_a_network_is_asked_call_by_call(self) -> None:
        model = Model.parse("a @ tanh(w * x)", parameters=["w[2]", "a[2]"], inputs=["x"])
        text = self.text(model, ["w[0] = w[1]", "a[0] = a[1]"])
        assert "atom 0 is tanh(w[0]*x)" in text
        assert "tanh(x*w[1]')" in text
        assert "; map 0 is an isometry" in text
        assert text.count("; the maps fix the set") == 4

    def test_a_counterexample_is_asked_for_its_point_and_its_rate(self) -> None:
        text = self.text(self.DIAGONAL, ["a**2 + b**2 = 3"])
        assert "; an equation holds at the point" in text
        assert re.search(r"\(assert \(> \(\+ .* \|root t\|\) 0.0\)\)", text)
        assert "; what should stay 0 has a derivative that is not 0 at the point" in text

    def test_a_core_is_asked_for_each_step(self) -> None:
        certificate = core(self.DIAGONAL, ["a = 0"]).certificate
        assert certificate
        text = to_smt2(certificate)
        assert "; by an identity: an equation of the core holds on every invariant part" in text
        assert "; the point is not in the core" in text

    def test_what_is_left_out_is_named(self) -> None:
        model = Model.parse("a @ relu(w * x)", parameters=["w[2]", "a[2]"], inputs=["x"])
        text = self.text(model, ["w[0] = w[1]", "a[0] = a[1]"])
        assert "; Not in this file: the assumption the model is analytic on regions" in text

    def test_remarks_are_no_questions(self) -> None:
        found = [
            item
            for path in EXPORTED
            for item in obligations(check(path.read_bytes()))
            if isinstance(item, Remark)
        ]
        assert {item.text.split(" ")[0] for item in found} >= {"at", "the", "map"}

    def test_no_text_of_a_spec_leaves_its_comment(self) -> None:
        model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="evil\n(assert false)")
        text = self.text(model, ["a = b"], name="evil\n(exit)")
        assert not re.search(r"^\((?:assert false|exit)\)", text, re.MULTILINE)
