"""Passages of a card, and the licences that they say the model is under."""

import pytest

from builder.extraction.candidates.find import candidates

SAID = [
    ("label:license", "- **License:** Apache License 2.0", "Apache-2.0"),
    ("label:license", "license: mit", "MIT"),
    ("label:license", "* Licence : CC-BY-SA 4.0", "CC-BY-SA-4.0"),
    ("table:license", "| Feature | Description |\n| --- | --- |\n| **License** | `CC BY-SA 4.0` |", "CC-BY-SA-4.0"),
    ("heading:license", "## License\n\nCC BY 4.0", "CC-BY-4.0"),
    ("heading:license", "## Licensing information\n[MIT](https://opensource.org/licenses/MIT)", "MIT"),
    ("prose:model licensed under", "The models are open-sourced under the CC-BY 4.0 license.", "CC-BY-4.0"),
    (
        "prose:model licensed under",
        "The pretrained models are distributed under the terms of the [Creative Commons Attribution-ShareAlike 3.0](x).",
        "CC-BY-SA-3.0",
    ),
    ("prose:model licensed under", "This model is released under CC BY-NC 4.0", "CC-BY-NC-4.0"),
    ("prose:licensed under", "Licensed under the Apache License 2.0.", "Apache-2.0"),
    ("prose:licensed under", "Notus is licensed under the MIT License.", "MIT"),
    ("prose:others' license", "The data set is released under the MIT License.", "MIT"),
    ("prose:others' license", 'A picture, "Hill" by somebody, licensed under CC BY 2.0', "CC-BY-2.0"),
]
NONE = [
    "The majority is licensed under CC-BY-NC, but portions are under a separate licence.",
    "- **License:** [More Information Needed]",
    "```\n# Licensed under the Apache License, Version 2.0\n```",
    "## License\n\nCode is MIT, weights are CC BY-NC 4.0.",
    "## License\n\nThe data is under CC BY 4.0.",
    "<!-- license: mit -->",
]


@pytest.mark.parametrize(("cue", "card", "spdx"), SAID)
def test_a_licence(cue: str, card: str, spdx: str) -> None:
    found = [one for one in candidates(f"# Mine\n\n{card}\n", 0, "owner/mine") if one.field == "license"]
    assert {(one.cue, one.value) for one in found} == {(cue, spdx)}


@pytest.mark.parametrize("card", NONE)
def test_no_licence(card: str) -> None:
    assert [one for one in candidates(f"# Mine\n\n{card}\n", 0, "owner/mine") if one.field == "license"] == []
