"""Passages of a card, the machines of the training with hours and place, and the CO2 that it emitted."""

import pytest

from builder.extraction.candidates.find import candidates

TEMPLATE = (
    "- **Hardware Type:** A100\n- **Hours used:** 1,200\n- **Cloud Provider:** AWS\n- **Compute Region:** us-east-1\n"
)
MACHINES = [
    ("Training was done on 8x V100 for 30 hours.", "V100", 8, 30.0),
    ("We trained on 8 NVIDIA A100 GPUs for 3 days.", "NVIDIA A100", 8, 72.0),
    ("Training took 72 hours on 4 RTX 3090.", "RTX 3090", 4, 72.0),
    ("The pretraining took approximately 4 days and 9.5 hours on a single V100.", "V100", 1, 105.5),
    ("The training lasted a total of 48 hours with 16 NVIDIA V100 GPUs.", "NVIDIA V100", 16, 48.0),
    ("Trained for 12 GPU hours on A100.", "A100", None, 12.0),
    ("It was trained on 8 V100 with 960 hours of speech.", "V100", 8, None),
    ("It was trained on 8 V100. The data has 100 hours.", "V100", 8, None),
    ("Trained on an A100 for 2 days, then for 3 hours more.", "A100", None, None),
    ("We trained it on two V100 GPUs.", "V100", 2, None),
    ("Trained on A100 x 8.", "A100", 8, None),
    ("Trained on A100 (8 GPUs) for 10 hours.", "A100", 8, 10.0),
    ("It was trained on four A100s.", "A100", 4, None),
    ("It was trained on an A100.", "A100", None, None),
    (TEMPLATE, "A100", None, 1200.0),
    ("- **Hardware Type:** A100\n- **Hours used:** [More Information Needed]\n", "A100", None, None),
    ("- **Hardware Type:** A100\n- **Hours used:** 1.200.300\n", "A100", None, None),
    ("- **Hardware Type:** A100\n- **Hours used:** 12.5 hours\n", "A100", None, 12.5),
]
MASSES = [
    ("- **Carbon Emitted:** 2.74 kg", 2740.0),
    ("CO2 emissions (in grams): 133.02", 133.02),
    ("The training emitted 12 kg of CO2eq.", 12_000.0),
    ("Total emissions were estimated to be 3.2 tCO2eq.", 3_200_000.0),
    ("The estimated carbon footprint is 0.3 kg CO2.", 300.0),
]


@pytest.mark.parametrize(("said", "name", "count", "hours"), MACHINES)
def test_a_machine(said: str, name: str, count: int | None, hours: float | None) -> None:
    card = f"# Mine\n\n{said}\n"
    (found,) = [one for one in candidates(card, 0, "owner/mine") if one.field == "hardware"]
    assert (found.value["name"], found.value["count"], found.value["hours"]) == (name, count, hours)
    assert name in card[found.start : found.end]


def test_provider_and_region_of_the_template() -> None:
    (found,) = [one for one in candidates(TEMPLATE, 0, "owner/mine") if one.field == "hardware"]
    assert (found.value["provider"], found.value["region"]) == ("AWS", "us-east-1")
    assert TEMPLATE[found.start : found.end].splitlines()[-1] == "- **Compute Region:** us-east-1"


@pytest.mark.parametrize(("said", "grams"), MASSES)
def test_carbon(said: str, grams: float) -> None:
    found = [one for one in candidates(f"# Mine\n\n{said}\n", 0, "owner/mine") if one.field == "carbon_emitted_g"]
    assert [one.value for one in found] == [pytest.approx(grams)]


def test_no_carbon() -> None:
    card = "# Mine\n\nA litre of petrol leaves 2.3 kg of CO2. Emissions per year: 5 kg of waste.\n"
    assert [one for one in candidates(card, 0, "owner/mine") if one.field == "carbon_emitted_g"] == []
