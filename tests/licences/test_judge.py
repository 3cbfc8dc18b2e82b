"""Pairs of licences and what they come to; each case names the rule's source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.licences.interface import Exposure, Judgement, Use, Verdict
from builder.licences.judge import inherited, judge
from builder.licences.terms import listed

REFERENCED, BUNDLED, HOSTED, DERIVED = Exposure
INCOMPATIBLE, MODEL_MISSING, REPOSITORY_MISSING, NOT_COVERED, CONDITIONAL, COMPATIBLE = Verdict

MISSING = [
    pytest.param(None, "mit", MODEL_MISSING, id="no licence of the model"),
    pytest.param("", "mit", MODEL_MISSING, id="an empty one"),
    pytest.param([], "mit", MODEL_MISSING, id="an empty list"),
    pytest.param("unknown", "mit", MODEL_MISSING, id="the Hub's 'unknown'"),
    pytest.param(None, None, MODEL_MISSING, id="neither: the model's comes first"),
    pytest.param("mit", None, REPOSITORY_MISSING, id="no licence of the repository"),
    pytest.param("mit", "unread", REPOSITORY_MISSING, id="nobody has looked for it"),
    pytest.param("cc-by-nc-4.0", "", REPOSITORY_MISSING, id="a condition does not outrank it"),
    pytest.param("other", "mit", NOT_COVERED, id="the Hub's 'other': there is a licence, nobody knows which"),
    pytest.param("cc", "mit", NOT_COVERED, id="a family with terms that differ"),
    pytest.param("my-own", None, REPOSITORY_MISSING, id="an unknown one in a repository without one"),
]
RULES = [  # model, repository, exposure, verdict, what the rule's source says
    *(
        # what is fetched at run time is not passed on with the code
        pytest.param("mit", "apache-2.0", REFERENCED, COMPATIBLE, "spdx.org", id="permissive, fetched"),
        pytest.param("gpl-3.0", "mit", REFERENCED, COMPATIBLE, "gpl-3.0.html", id="GPL weights that are fetched"),
        pytest.param("agpl-3.0", "mit", REFERENCED, COMPATIBLE, "agpl-3.0.html", id="AGPL, fetched"),
        pytest.param("agpl-3.0", "mit", HOSTED, CONDITIONAL, "AGPL-3.0-only, 13 ", id="AGPL, over a network"),
        pytest.param("cc-by-nd-4.0", "mit", REFERENCED, COMPATIBLE, "by-nd/4.0", id="no derivatives, fetched"),
        pytest.param(
            "mit", "proprietary-license", REFERENCED, COMPATIBLE, "spdx.org", id="duties alone, unknown target"
        ),
    ),
    *(
        # weights that lie in the repository keep their own licence
        pytest.param("gpl-3.0", "mit", BUNDLED, COMPATIBLE, "gpl-3.0.html", id="GPL weights beside MIT code"),
        pytest.param("cc-by-nc-4.0", "mit", BUNDLED, CONDITIONAL, "2(a)(1), 1(i)", id="CC BY-NC beside MIT code"),
        pytest.param("openrail", "mit", BUNDLED, CONDITIONAL, "LicenseRef-openrail, 5", id="RAIL beside MIT code"),
    ),
    *(
        # what is made from the model is passed on under the repository's licence
        pytest.param("gpl-3.0", "mit", DERIVED, INCOMPATIBLE, "OSADL", id="GPL into MIT"),
        pytest.param("mit", "gpl-3.0", DERIVED, COMPATIBLE, "OSADL", id="MIT into GPL"),
        pytest.param("apache-2.0", "gpl-2.0", DERIVED, INCOMPATIBLE, "OSADL", id="Apache into GPL-2.0"),
        pytest.param("mpl-2.0", "gpl-3.0", DERIVED, COMPATIBLE, "OSADL", id="tables disagree: OSADL's yes"),
        pytest.param("cc0-1.0", "mit", DERIVED, COMPATIBLE, "Linux Foundation", id="only the sheet has it"),
        pytest.param("cc-by-4.0", "mit", DERIVED, COMPATIBLE, "by/4.0", id="no table has it: its own terms"),
        pytest.param("cc-by-sa-4.0", "gpl-3.0", DERIVED, COMPATIBLE, "compatible-licenses", id="CC's own list"),
        pytest.param("cc-by-sa-3.0", "cc-by-sa-4.0", DERIVED, COMPATIBLE, "4(b)(ii)", id="a later version"),
        pytest.param("cc-by-sa-4.0", "mit", DERIVED, INCOMPATIBLE, "CC-BY-SA-4.0, 3(b)", id="share alike into MIT"),
        pytest.param("cc-by-sa-4.0", "cc-by-sa-4.0", DERIVED, COMPATIBLE, "by-sa/4.0", id="the same licence"),
        pytest.param("cc-by-nc-4.0", "mit", DERIVED, INCOMPATIBLE, "2(a)(1), 1(i)", id="non-commercial into MIT"),
        pytest.param("cc-by-nc-4.0", "cc-by-nc-sa-4.0", DERIVED, COMPATIBLE, "by-nc/4.0", id="both non-commercial"),
        pytest.param("cc-by-nd-4.0", "mit", DERIVED, INCOMPATIBLE, "2(a)(1)(B)", id="no derivatives"),
        pytest.param("creativeml-openrail-m", "mit", DERIVED, INCOMPATIBLE, "openrail-m, 4(a)", id="RAIL into MIT"),
        pytest.param("openrail", "creativeml-openrail-m", DERIVED, COMPATIBLE, "licenses.ai", id="RAIL into RAIL"),
        pytest.param("bigscience-bloom-rail-1.0", "mit", DERIVED, INCOMPATIBLE, "1.0, 4.1", id="BLOOM's RAIL"),
        pytest.param("bigcode-openrail-m", "mit", DERIVED, INCOMPATIBLE, "openrail-m, 5.1", id="BigCode's"),
        pytest.param("deepseek", "mit", DERIVED, INCOMPATIBLE, "deepseek-license, 4(a)", id="DeepSeek's"),
        pytest.param("osl-3.0", "mit", DERIVED, INCOMPATIBLE, "OSADL", id="OSL"),
        pytest.param("lgpl-lr", "mit", DERIVED, INCOMPATIBLE, "LGPLLR, 2", id="LGPL for linguistic resources"),
        pytest.param("mit", "proprietary-license", DERIVED, NOT_COVERED, "docs/licences.md", id="unknown target"),
    ),
    *(
        # terms that hold whatever is done with the model
        pytest.param("cc-by-nc-4.0", "mit", REFERENCED, CONDITIONAL, "2(a)(1), 1(i)", id="CC BY-NC, fetched"),
        pytest.param("cc-by-nc-3.0", "mit", REFERENCED, CONDITIONAL, "CC-BY-NC-3.0, 4(b)", id="CC BY-NC 3.0"),
        pytest.param("cc-by-nc-4.0", "cc-by-nc-4.0", REFERENCED, COMPATIBLE, "by-nc/4.0", id="both say so"),
        pytest.param("creativeml-openrail-m", "mit", REFERENCED, CONDITIONAL, "5, Attachment A", id="use restrictions"),
        pytest.param("gemma", "mit", REFERENCED, CONDITIONAL, "LicenseRef-gemma, 3.2", id="Gemma"),
        pytest.param("llama2", "mit", REFERENCED, CONDITIONAL, "llama2, 1.b.iv", id="Llama 2's policy"),
        pytest.param("llama3.1", "llama3.1", REFERENCED, COMPATIBLE, "llama3_1", id="the same terms"),
        pytest.param("c-uda", "mit", REFERENCED, CONDITIONAL, "C-UDA-1.0, 2.1", id="computational use"),
        pytest.param("deepfloyd-if-license", "mit", REFERENCED, CONDITIONAL, "license, 1(a), 2(a)(i)", id="DeepFloyd"),
        pytest.param("mrl", "mit", REFERENCED, CONDITIONAL, "LicenseRef-mrl, 3.2", id="Mistral's research"),
        pytest.param("qwen-research", "mit", DERIVED, INCOMPATIBLE, "research, 2(a), 1(i)", id="Qwen's research"),
        pytest.param("intel-research", "mit", DERIVED, INCOMPATIBLE, "research licence", id="known by its title"),
        pytest.param("apple-amlr", "mit", DERIVED, INCOMPATIBLE, "Machine Learning Research", id="Apple's research"),
        pytest.param("tongyi-qianwen", "mit", REFERENCED, CONDITIONAL, "qianwen, 5(b)", id="no training of others"),
        pytest.param("qwen", "mit", REFERENCED, CONDITIONAL, "LicenseRef-qwen, 4", id="a threshold of users"),
        pytest.param("stabilityai-ai-community", "mit", REFERENCED, CONDITIONAL, "community, IV", id="Stability"),
        pytest.param("hunyuan", "mit", REFERENCED, CONDITIONAL, "hunyuan, 5(a)", id="Hunyuan"),
        pytest.param("flux-1-dev-non-commercial-license", "mit", DERIVED, INCOMPATIBLE, "license, 2(b)", id="FLUX"),
        pytest.param("nvidia-open-model-license", "mit", REFERENCED, CONDITIONAL, "2.2", id="NVIDIA's ethics"),
        pytest.param("falcon-llm-license", "mit", DERIVED, INCOMPATIBLE, "falcon-llm-license, 4", id="Falcon"),
    ),
]
USES = [
    pytest.param("cc-by-nc-4.0", "mit", Use.COMMERCIAL, INCOMPATIBLE, id="what is forbidden"),
    pytest.param("cc-by-nc-4.0", "cc-by-nc-4.0", Use.COMMERCIAL, INCOMPATIBLE, id="forbidden by both"),
    pytest.param("cc-by-nc-4.0", None, Use.COMMERCIAL, INCOMPATIBLE, id="outranks a missing licence"),
    pytest.param("cc-by-nc-4.0", "mit", Use.NON_COMMERCIAL, COMPATIBLE, id="what is allowed"),
    pytest.param("cc-by-nc-4.0", "mit", Use.RESEARCH, COMPATIBLE, id="research is no commerce"),
    pytest.param("apple-amlr", "mit", Use.RESEARCH, COMPATIBLE, id="research where only that is allowed"),
    pytest.param("apple-amlr", "mit", Use.NON_COMMERCIAL, CONDITIONAL, id="not all that is free is research"),
    pytest.param("mit", "mit", Use.COMMERCIAL, COMPATIBLE, id="a licence that does not ask"),
]
SEVERAL = [
    pytest.param("MIT OR GPL-3.0-only", "apache-2.0", COMPATIBLE, id="a choice: the one that suits"),
    pytest.param("MIT AND GPL-3.0-only", "apache-2.0", INCOMPATIBLE, id="both hold"),
    pytest.param("mit, gpl-3.0", "apache-2.0", CONDITIONAL, id="a list: a choice or a stack"),
    pytest.param(["mit", "gpl-3.0"], "gpl-3.0", COMPATIBLE, id="a list that agrees"),
    pytest.param("gpl-3.0", ["mit", "gpl-3.0"], CONDITIONAL, id="parts of a repository"),
    pytest.param("gpl-3.0", ["mit", "apache-2.0"], INCOMPATIBLE, id="no part suits"),
    pytest.param("gpl-3.0", "MIT OR GPL-3.0-only", CONDITIONAL, id="a choice of the repository's"),
    pytest.param("mit", ["mit", "proprietary-license"], CONDITIONAL, id="one part is not known"),
    pytest.param("GPL-2.0-only WITH Classpath-exception-2.0", "mit", INCOMPATIBLE, id="an exception"),
    pytest.param("(MIT OR ISC) AND (Zlib OR GPL-3.0-only)", "apache-2.0", COMPATIBLE, id="choices that hold together"),
]


@pytest.mark.parametrize(("model", "repository", "verdict"), MISSING)
def test_missing_and_unknown_licences_are_verdicts(model: object, repository: object, verdict: Verdict) -> None:
    assert judge(model, repository).verdict is verdict


@pytest.mark.parametrize(("model", "repository", "exposure", "verdict", "source"), RULES)
def test_rule_and_its_source(model: str, repository: str, exposure: Exposure, verdict: Verdict, source: str) -> None:
    found = judge(model, repository, exposure)
    assert found.verdict is verdict
    assert source in found.source


@pytest.mark.parametrize(("model", "repository", "use", "verdict"), USES)
def test_use(model: str, repository: str | None, use: Use, verdict: Verdict) -> None:
    assert judge(model, repository, use=use).verdict is verdict


@pytest.mark.parametrize(("model", "repository", "verdict"), SEVERAL)
def test_several_licences(model: object, repository: object, verdict: Verdict) -> None:
    assert judge(model, repository, DERIVED).verdict is verdict


@pytest.mark.parametrize(
    ("model", "covers", "verdict"),
    [
        pytest.param("gpl-3.0", False, COMPATIBLE, id="the weights keep theirs"),
        pytest.param("gpl-3.0", True, INCOMPATIBLE, id="the repository says that its licence is theirs"),
        pytest.param("cc-by-nc-4.0", True, INCOMPATIBLE, id="it would grant commercial use"),
        pytest.param("mit", True, COMPATIBLE, id="permissive"),
    ],
)
def test_whether_a_licence_covers_bundled_weights(model: str, covers: bool, verdict: Verdict) -> None:
    assert judge(model, "mit", BUNDLED, covers=covers).verdict is verdict


def test_hosting_is_distribution_where_the_licence_says_so() -> None:
    # Gemma Terms of Use, 1.1(b); BigCode's OpenRAIL-M does not say it
    notice = "pass on the licence's text and its notices"
    assert notice in judge("gemma", "mit", HOSTED).obligations
    assert notice not in judge("bigcode-openrail-m", "mit", HOSTED).obligations


def test_obligations_are_plain_words_with_their_limits() -> None:
    found = judge("llama3.2", "mit", DERIVED)
    assert any("700 million monthly users" in text for text in found.obligations)
    assert any("European Union" in text for text in found.obligations)
    assert "begin the name of a model made from it with the word that the licence gives" in found.obligations


def test_no_territory_in_llama_3_3_and_users_too_in_hunyuan() -> None:
    assert "territory" not in (judge("llama3.3", "mit").dropped_terms or ())
    assert any("users included" in text for text in judge("hunyuan", "mit").obligations)


@pytest.mark.parametrize(
    ("model", "repository", "exposure", "dropped"),
    [
        pytest.param("mit", "apache-2.0", DERIVED, (), id="nothing restrictive"),
        pytest.param("cc-by-nc-4.0", "mit", REFERENCED, ("non_commercial",), id="not carried on"),
        pytest.param("cc-by-nc-4.0", "cc-by-nc-sa-4.0", REFERENCED, (), id="carried on"),
        pytest.param("gpl-3.0", "mit", REFERENCED, (), id="does not count at this exposure"),
        pytest.param("gpl-3.0", "mit", DERIVED, ("share_alike",), id="counts at this one"),
        pytest.param("gemma", "llama3.1", REFERENCED, (), id="a policy for a list of restrictions"),
        pytest.param("cc-by-nc-4.0", "proprietary-license", REFERENCED, None, id="not known"),
        pytest.param("mit", "proprietary-license", REFERENCED, (), id="nothing to drop"),
    ],
)
def test_dropped_terms(model: str, repository: str, exposure: Exposure, dropped: tuple[str, ...] | None) -> None:
    assert judge(model, repository, exposure).dropped_terms == dropped


@pytest.mark.parametrize(
    ("model", "bases", "verdict", "via"),
    [
        pytest.param("mit", [], COMPATIBLE, None, id="no base model"),
        pytest.param("mit", [("a/base", "apache-2.0")], COMPATIBLE, None, id="a base model that asks no more"),
        pytest.param("mit", [("a/base", "llama2")], CONDITIONAL, "a/base", id="inherited terms"),
        pytest.param("mit", [("a/near", "mit"), ("a/root", "cc-by-nc-4.0")], CONDITIONAL, "a/root", id="from afar"),
        pytest.param("llama2", [("a/base", "llama2")], CONDITIONAL, None, id="its own terms come first"),
        pytest.param("mit", [("a/base", None)], COMPATIBLE, None, id="a base model without a licence"),
        pytest.param(None, [("a/base", "llama2")], MODEL_MISSING, None, id="a model without one"),
    ],
)
def test_base_models_count_too(
    model: str | None, bases: list[tuple[str, str | None]], verdict: Verdict, via: str | None
) -> None:
    found = inherited(judge(model, "mit"), bases, "mit", REFERENCED)
    assert (found.verdict, found.via) == (verdict, via)


def test_inherited_terms_add_up() -> None:
    found = inherited(judge("gemma", "mit"), [("a/base", "cc-by-nc-4.0")], "mit", REFERENCED)
    assert set(found.dropped_terms or ()) == {"use_restrictions", "non_commercial"}
    assert "no commercial use" in found.obligations


def test_ten_thousand_licences_of_one_kind() -> None:
    many = [f"licence-{number}" for number in range(10_000)]
    assert judge([*many, "mit"], ["apache-2.0", *many], DERIVED).verdict is CONDITIONAL


names = st.sampled_from([*listed(), "mit", "other", "gpl-3.0", "x", "mit, gpl-3.0", "MIT OR", "(", "unknown"])


@given(st.one_of(st.none(), names, st.lists(names, max_size=3)), st.one_of(st.none(), names), st.sampled_from(Exposure))
def test_every_pair_has_a_verdict_with_rule_and_source(model: object, repository: object, exposure: Exposure) -> None:
    found = judge(model, repository, exposure)
    assert isinstance(found, Judgement)
    assert found.rule
    assert found.source
    if found.verdict.passes:  # never by default
        assert model and repository


@pytest.mark.parametrize(
    ("model", "exposure", "verdict", "dropped"),
    [
        pytest.param("mit", "derived", "compatible", (), id="permissive"),
        pytest.param("gpl-3.0", "referenced", "compatible", (), id="copyleft that is fetched"),
        pytest.param("gpl-3.0", "derived", "incompatible", ("share_alike",), id="copyleft that is passed on"),
    ],
)
def test_a_proprietary_repository(model: str, exposure: str, verdict: str, dropped: tuple[str, ...]) -> None:
    found = judge(model, "Proprietary", Exposure(exposure))
    assert (found.verdict, found.dropped_terms) == (Verdict(verdict), dropped)


def test_a_proprietary_model_is_not_covered() -> None:
    assert judge("proprietary", "mit").verdict is Verdict.NOT_COVERED


MANY = 10_000


@pytest.mark.parametrize(
    ("model", "repository", "verdict"),
    [
        pytest.param(["gpl-3.0"] * MANY, "mit", INCOMPATIBLE, id="one licence, ten thousand times"),
        pytest.param(", ".join(["gpl-3.0"] * MANY), "mit", INCOMPATIBLE, id="the same as one text"),
        pytest.param([f"mine-{number}" for number in range(MANY)], "mit", NOT_COVERED, id="as many that nobody knows"),
        pytest.param(" OR ".join(["MIT"] * MANY), "mit", NOT_COVERED, id="an expression that is too long to be one"),
        pytest.param("(" * MANY + "MIT" + ")" * MANY, "mit", NOT_COVERED, id="parentheses"),
        pytest.param("gpl-3.0", [f"mine-{number}" for number in range(MANY)], NOT_COVERED, id="of the repository"),
    ],
)
def test_ten_thousand_licences(model: object, repository: object, verdict: Verdict) -> None:
    found = judge(model, repository, DERIVED)
    assert found.verdict is verdict
    assert len(found.rule) <= 200
