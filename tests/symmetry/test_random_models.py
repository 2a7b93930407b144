"""Random architectures: the hierarchy against an oracle, and each of its sets certified by two routes."""

from __future__ import annotations

import tomllib
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import certsim
from certsim import Candidate, Model, reduce
from certsim.algebra.budget import Deadline
from certsim.judge import Options
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import read_claim
from certsim.pipeline import decide
from certsim.search.invariance import find_invariance
from certsim.search.limits import Limits
from certsim.search.tangency import find_tangency
from certsim.symmetry.group.find_symmetries import find_symmetries
from certsim.symmetry.signed import SignedPermutation
from certsim.symmetry.sims.hierarchy import Hierarchy
from certsim.verdict import Verdict
from tests.symmetry import oracle_fixed as oracle

few = settings(max_examples=25, deadline=None)
FACTS = {"s": {"odd": True}, "e": {"even": True}, "g": {}}
FUNCTIONS = ["tanh", "cos", "sigmoid", "gelu", "relu", "exp", "s", "e", "g", ""]
HEAD = "v{0}*(exp(q{0}*k{0}*x*y)*y + z)/(exp(q{0}*k{0}*x*y) + exp(q{0}*k{0}*x*z))"
ARCHITECTURES = {
    "a @ {0}(W @ x + b)": (["W[2,2]", "b[2]", "a[2]"], ["x[2]"]),
    "a @ {0}(V @ {1}(W @ x))": (["W[2,1]", "V[2,2]", "a[2]"], ["x[1]"]),
    "sum(a*{0}(W @ x)) + sum(a*{0}(W @ y))": (["W[2,1]", "a[2]"], ["x[1]", "y[1]"]),
    "W.T @ {0}(W @ x)": (["W[2,2]"], ["x[2]"]),
    "x + A @ {0}(W @ x)": (["W[2,1]", "A[1,2]"], ["x[1]"]),
    "A @ {0}(W @ x)": (["W[2,1]", "A[2,2]"], ["x[1]"]),
    "(a @ {0}(W @ x))*(b @ {1}(V @ x))": (["W[2,1]", "a[2]", "V[2,1]", "b[2]"], ["x[1]"]),
    "a/(1 + {0}(c*x)**2)**2 + b/(1 + {0}(d*x)**2)/2": (["a", "b", "c", "d"], ["x"]),
    f"{HEAD.format(0)} + {HEAD.format(1)}": ([f"{n}{h}" for h in (0, 1) for n in "qkv"], ["x", "y", "z"]),
}


@st.composite
def architectures(draw: st.DrawFn) -> Model:
    """Small networks: shared and tied weights, residuals, heads, several outputs, biases, learning rates."""
    text = draw(st.sampled_from(list(ARCHITECTURES)))
    parameters, inputs = ARCHITECTURES[text]
    functions = [draw(st.sampled_from(FUNCTIONS)) for _ in range(2)]
    slow = draw(st.sampled_from([None, *parameters]))
    return Model.parse(
        text.format(*functions),
        parameters=parameters,
        inputs=inputs,
        functions=FACTS,
        rates={} if slow is None else {slow.split("[")[0]: "1/2"},
    )


def elements(generators: tuple[SignedPermutation, ...], size: int) -> set[oracle.Element]:
    identity = SignedPermutation.identity(size)
    return oracle.group(
        [tuple((abs(i) - 1, 1 if i > 0 else -1) for i in g.images) for g in (identity, *generators)]
    )


def spaces(found: Hierarchy) -> list[oracle.Subspace]:
    return [sim.subspace.labels for sim in found.sims]


@few
@given(architectures())
def test_the_hierarchy_is_what_listing_all_elements_gives(model: Model) -> None:
    group = find_symmetries(model)
    assume(group.order <= 400)
    listed = elements(group.generators, group.size)
    assert len(listed) == group.order
    lattice = oracle.lattice(listed)
    assume(len(lattice) <= 150)
    classes = oracle.classes(listed, lattice)
    found = certsim.enumerate(model, sample=0)
    assert (found.count, found.class_count, set(spaces(found))) == (len(lattice), len(classes), lattice)
    everyone = spaces(found)
    pairs = {(everyone[at], everyone[p]) for at, sim in enumerate(found.sims) for p in sim.parents}
    assert pairs == oracle.covers(lattice)
    sizes = {one: len(each) for each in classes for one in each}
    assert [sim.class_size for sim in found.sims] == [sizes[one] for one in everyone]


@few
@given(architectures(), st.randoms(use_true_random=False))
def test_every_set_is_certified_by_symmetry_and_without_it(model: Model, random: Random) -> None:
    """Two routes, one verdict: theorem T8, and tangency (T2) without any symmetry."""
    found = certsim.enumerate(model, classes=True, sample=1, options=Options(seed=random.randrange(99)))
    (sim,) = (sim for sim in found.sims if sim.result is not None)
    assert sim.result is not None
    assert sim.result.verdict is Verdict.CERTIFIED
    candidate = Candidate.parse(model, sim.equations)
    assert decide(model, candidate, Options()).verdict is Verdict.CERTIFIED
    claimed = {"model": model.statement, "candidate": candidate.statement, "verdict": "certified"}
    limits = Limits(Deadline.after(20), frozenset({"relu"}), Random(0))
    assert find_tangency(Setting.of(read_claim(claimed)), limits, find_invariance) is not None


@few
@given(architectures(), st.randoms(use_true_random=False))
def test_every_set_that_is_known_to_hold_a_point_has_a_reduced_model(model: Model, random: Random) -> None:
    found = certsim.enumerate(model, classes=True, sample=0)
    sim = random.choice([sim for sim in found.sims if sim.dimension])
    smaller = reduce(model, sim.equations)
    if "relu" in str(model) and smaller.model is None:
        # Where an unspecified function is 0, no region is known to hold a point of the set (T18).
        assert "no point of the set" in (smaller.hint or "")
        return
    assert smaller.model is not None
    assert smaller.certificate is not None
    table = tomllib.loads(smaller.spec())["model"]
    again = Model.parse(**{key: table[key] for key in ("outputs", "parameters", "inputs")}, functions=FACTS)
    assert find_symmetries(again).size == sim.dimension


@few
@given(
    st.lists(st.sampled_from(["a", "b*c", "a**2*d", "b**3", "a*b*c*d", "1"]), min_size=4, max_size=4),
    st.permutations(range(4)),
    st.tuples(*[st.sampled_from([1, -1])] * 4),
)
def test_a_planted_symmetry_of_vector_fields_is_found(
    texts: list[str], order: list[int], signs: tuple[int, ...]
) -> None:
    """Σ Q⁻ᵏ X(Qᵏθ) over the powers of a map Q is a field with X(Qθ) = Q·X(θ)."""
    planted = SignedPermutation(tuple(s * (j + 1) for s, j in zip(signs, order, strict=True)))
    power = SignedPermutation.identity(4)
    components = ["0", "0", "0", "0"]
    while components[0] == "0" or not power.is_identity:
        names = [f"({'-' if i < 0 else ''}{'abcd'[abs(i) - 1]})" for i in power.images]
        moved = [text.translate(dict(zip(map(ord, "abcd"), names, strict=True))) for text in texts]
        for place, literal in enumerate(power.inverse().images):
            components[place] += f" {'-' if literal < 0 else '+'} {moved[abs(literal) - 1]}"
        power = power * planted
    model = Model.from_fields([components], parameters=list("abcd"))
    assert planted in find_symmetries(model)
