"""Certificates composed of certificates (theorem T10); of random sets tests/properties/test_sets.py tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from certsim import CertsimError, Model, Result, Verdict, certify
from certsim.composition import difference, image, intersection, product, union
from certsim.kernel.check import check
from certsim.report.explain import explanation

NEURONS = Model.parse("a @ (W @ x)**2", parameters=["W[3,1]", "a[3]"], inputs=["x[1]"])
TANH = Model.parse("v @ tanh(U @ [x])", parameters=["U[2,1]", "v[2]"], inputs=["x"])
DIAGONAL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])

DIAGONALS = [certify(DIAGONAL, [f"a = {sign}b"], name=f"a is {sign}b") for sign in ("", "-")]
HYPERBOLA = certify(DIAGONAL, ["a**2 - b**2 = c"], constants=["c"], name="hyperbola")
BRANCH = certify(DIAGONAL, ["a**2 - b**2 = 1"], where=["a > 0"], name="branch")
REFUTED = certify(DIAGONAL, ["a = 0"], name="axis")
SWAPPED = certify(DIAGONAL, fixed_by=[{"a": "b", "b": "a"}], name="swapped")


def certified(model: Model, equations: list[str], **options: Any) -> Result:
    result = certify(model, equations, **options)
    assert result.verdict is Verdict.CERTIFIED, (equations, result)
    return result


def equations(result: Result) -> list[str]:
    """The equations (and conditions) of the set that a certificate is about."""
    assert result.certificate
    claim = check(result.certificate).certificate.claim
    assert result.verdict is Verdict.CERTIFIED
    shown = [f"{p.text(claim.names.__getitem__)} = 0" for p in claim.candidate.equations]
    return shown + [
        f"{c.polynomial.text(claim.names.__getitem__)} {c.relation} 0" for c in claim.candidate.conditions
    ]


def test_an_intersection_has_all_equations_and_conditions() -> None:
    assert equations(intersection(BRANCH, *DIAGONALS)) == [
        *("a**2 - b**2 - 1 = 0", "a - b = 0", "a + b = 0", "a > 0")
    ]


def test_a_union_has_all_products() -> None:
    assert equations(union(*DIAGONALS, HYPERBOLA)) == ["a**4 - 2*a**2*b**2 + b**4 - a**2*c + b**2*c = 0"]
    dead = certified(TANH, ["U[0] = 0", "v[0] = 0"])
    tied = certified(TANH, ["U[0] = U[1]", "v[0] = v[1]"])
    assert len(equations(union(dead, tied))) == 4


def test_an_image_has_each_parameter_where_it_is_sent() -> None:
    moves = {"W[0]": "W[1]", "W[1]": "W[2]", "W[2]": "W[0]", "a[0]": "a[1]", "a[1]": "a[2]", "a[2]": "a[0]"}
    assert equations(image(certified(NEURONS, ["W[0] = 0"]), moves)) == ["W[1,0] = 0"]
    assert equations(image(BRANCH, {"a": "-a", "b": "-b"})) == ["a**2 - b**2 - 1 = 0", "-a > 0"]


def test_a_fixed_set_is_a_part_like_any_other() -> None:
    assert equations(intersection(SWAPPED, DIAGONALS[1])) == ["a - b = 0", "-a + b = 0", "a + b = 0"]
    assert len(equations(union(SWAPPED, DIAGONALS[1]))) == 2
    assert equations(intersection(HYPERBOLA, SWAPPED)) == ["a**2 - b**2 - c = 0", "a - b = 0", "-a + b = 0"]


def test_a_difference_says_what_is_taken_from_what() -> None:
    once = difference(HYPERBOLA, HYPERBOLA, name="nothing")
    twice = difference(once, HYPERBOLA)
    assert once.candidate == "nothing"
    assert twice.certificate
    statement = check(twice.certificate).claim["candidate"]
    assert statement["difference"][0] == check(once.certificate or b"").claim["candidate"]


def test_products_share_inputs_and_constants() -> None:
    other = Model.parse("p*q*(x + y)", parameters=["p", "q"], inputs=["x", "y"])
    hyperbola = certified(other, ["p**2 - q**2 = c"], constants=["c"])
    composed = product(HYPERBOLA, hyperbola)
    assert equations(composed) == ["a**2 - b**2 - c = 0", "p**2 - q**2 - c = 0"]
    claim = check(composed.certificate or b"").claim
    assert claim["model"]["inputs"] == [["x", []], ["y", []]]
    assert claim["candidate"]["constants"] == [["c", []]]


def test_a_proof_about_functions_is_good_for_a_product() -> None:
    tied = certified(TANH, ["U[0] = U[1]", "v[0] = v[1]"])
    dead = certified(Model.parse("s*gelu(t*x)", parameters=["s", "t"], inputs=["x"]), ["s = 0", "t = 0"])
    for composed in (product(tied, dead), product(dead, tied)):
        assert equations(composed)


def test_compositions_are_composed() -> None:
    cross = union(*DIAGONALS)
    points = intersection(cross, BRANCH)
    turned = image(points, {"a": "-a", "b": "-b"})
    tied = certified(TANH, ["U[0] = U[1]", "v[0] = v[1]"])
    renamed = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="another name")
    assert equations(intersection(turned, certified(renamed, ["a**2 - b**2 = c"], constants=["c"])))
    assert len(equations(product(cross, union(tied, tied)))) == 5
    assert intersection(turned, cross).candidate == (
        "(the image of ((a is b ∪ a is -b) ∩ branch)) ∩ (a is b ∪ a is -b)"
    )


def test_a_composed_proof_is_told_part_by_part() -> None:
    for composed in (
        *(union(*DIAGONALS), intersection(*DIAGONALS), difference(*DIAGONALS)),
        image(BRANCH, {"a": "-a", "b": "-b"}),
    ):
        titles = [title for title, _ in explanation(check(composed.certificate or b""))]
        assert "The proof: the set is made of invariant sets (T10)" in titles
        assert "Part 1: The claim" in titles


def test_what_a_part_assumes_the_whole_assumes() -> None:
    relu = Model.parse("a @ relu(w*x)", parameters=["w[2]", "a[2]"], inputs=["x"])
    tied = certified(relu, ["w[0] = w[1]", "a[0] = a[1]"])
    assert any(each.startswith("relu: ") for each in union(tied, tied).assumptions)


FIELDS = Model.from_fields([["y", "-x"]], parameters=["x", "y"])
CIRCLE = certify(FIELDS, ["x**2 + y**2 = 1"], name="circle")
PLANE = Model.parse(["u", "x*u"], parameters=["u"], inputs=["x"])
VECTOR = Model.parse("[u, x*u]", parameters=["u"], inputs=["x"])
SIGMA = [
    certify(Model.parse(f"{name}*sigma(x)", parameters=[name], inputs=["x"], functions={"sigma": facts}), [])
    for name, facts in (("u", []), ("v", ["odd"]))
]
ORDERS = [
    certify(Model.parse(f"{name}*x*y", parameters=[name], inputs=inputs), [])
    for name, inputs in (("u", ["x", "y"]), ("v", ["y", "x"]))
]
SHAPES = [certify(DIAGONAL, ["a**2 - b**2 = sum(c)"], constants=[constant]) for constant in ("c[1]", "c[2]")]


@pytest.mark.parametrize(
    ("compose", "message"),
    [
        (intersection, "nothing to compose"),
        (union, "nothing to compose"),
        (lambda: union(DIAGONALS[0], REFUTED), "axis: refuted, and sets are composed of certified ones"),
        (lambda: difference(REFUTED, DIAGONALS[0]), "axis: refuted"),
        (lambda: intersection(Result("x", Verdict.UNKNOWN)), "x: unknown"),
        (lambda: intersection(CIRCLE, BRANCH), "circle and branch are sets of different models"),
        (lambda: union(DIAGONALS[0], BRANCH), "without side conditions"),
        (lambda: union(difference(*DIAGONALS), HYPERBOLA), "a difference may be a part of a difference only"),
        (lambda: intersection(difference(*DIAGONALS)), "a difference may be a part of a difference only"),
        (lambda: image(difference(*DIAGONALS), {"a": "b", "b": "a"}), "a part of a difference only"),
        (lambda: image(BRANCH, {"a": "2*a"}), "not an isometry"),
        (lambda: image(BRANCH, {"a": "-a"}), "is no symmetry"),
        (lambda: image(BRANCH, {"a": "q"}), "unknown name 'q'"),
        (lambda: image(REFUTED, {"a": "b", "b": "a"}), "axis: refuted"),
        (lambda: product(BRANCH, REFUTED), "axis: refuted"),
        (lambda: product(BRANCH, BRANCH), "no parameters in common"),
        (lambda: product(BRANCH, CIRCLE), "not of families of fields"),
        (lambda: product(BRANCH, certify(PLANE, [])), "outputs of the same shapes"),
        (lambda: product(BRANCH, certify(VECTOR, [])), "outputs of the same shapes"),
        (lambda: product(*SIGMA), "different facts are declared of the function sigma"),
        (lambda: product(*ORDERS), "the inputs x, y come in different orders"),
        (lambda: intersection(*SHAPES), "the constant 'c' has different shapes"),
    ],
)
def test_misuse_is_refused_with_one_message(compose: Callable[[], Result], message: str) -> None:
    with pytest.raises(CertsimError, match=message):
        compose()


class TestProductsOfModelsWithParts:
    def test_what_is_frozen_stays_frozen(self) -> None:
        # a' = c·b, b' = c·a with c frozen, and the same in p and q with nothing frozen.
        first = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"], frozen=["c"])
        second = Model.parse("p*q*x", parameters=["p", "q"], inputs=["x"])
        both = product(certify(first, ["a = b"]), certify(second, ["p = q"]))
        assert check(both.certificate or b"").claim["model"]["frozen"] == ["c"]
        # {c = 0} is kept because c is frozen, and nowhere else.
        assert product(certify(first, ["c = 0"]), certify(second, ["p = q"])).verdict is Verdict.CERTIFIED

    def test_definitions_and_data_are_taken_over(self) -> None:
        data = [{"x": 1}, {"x": 2}]
        first = Model.parse("h**2", parameters=["a", "b"], inputs=["x"], let=["h = a*x - b*x"], data=data)
        second = Model.parse("p*q*x", parameters=["p", "q"], inputs=["x"], data=data)
        both = product(certify(first, ["a = b"]), certify(second, ["p = q"]))
        model = check(both.certificate or b"").claim["model"]
        assert [name for name, _ in model["let"]] == ["h"]
        assert model["data"] == [{"x": "1"}, {"x": "2"}]

    @pytest.mark.parametrize(
        ("parts", "message"),
        [
            ({"data": [{"x": 1}]}, "have the same data"),
            ({"inputs_where": ["x > 0"]}, "have the same inputs_where"),
            ({"let": ["p = a*b"]}, "equal names of definitions"),
            ({"symmetric_outputs": [[0, 1]]}, "product does not support symmetric_outputs"),
        ],
    )
    def test_what_does_not_go_together_is_named(self, parts: dict[str, Any], message: str) -> None:
        outputs = ["p*x", "p*x"] if "let" in parts else ["a*b*x", "a*b*x"]
        first = certify(Model.parse(outputs, parameters=["a", "b"], inputs=["x"], **parts), ["a = b"])
        second = certify(Model.parse(["p*q*x", "p*q*x"], parameters=["p", "q"], inputs=["x"]), ["p = q"])
        with pytest.raises(CertsimError, match=message):
            product(first, second)

    def test_unions_and_images_of_sets_of_such_models(self) -> None:
        model = Model.parse(["a*x", "b*x"], parameters=["a", "b"], inputs=["x"], symmetric_outputs=[[0, 1]])
        tied = certify(model, ["a = b"])
        assert image(tied, {"a": "b", "b": "a"}).verdict is Verdict.CERTIFIED
        assert union(tied, tied).verdict is Verdict.CERTIFIED
        assert difference(tied, tied).verdict is Verdict.CERTIFIED
