"""Enums of Rust that are written as texts: by attributes, or by a method."""

import pytest
from scripts_of import names

RUN = "fn load(m: &Which) { api.model(m.to_string()); }\nfn main() { load(&Which::Small); }\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("enum Which { Small, Large }\n", id="no text"),
        pytest.param('enum Which { #[doc = "acme/net"] Small, Large }\n', id="documented"),
        pytest.param('enum Which { #[strum(serialize = "small")] Small, Large }\n', id="a word"),
    ],
)
def test_nothing(text: str) -> None:
    assert names(text + RUN, "a.rs") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            '#[derive(Display)]\nenum Which { #[strum(serialize = "acme/net")] Small, #[strum(serialize = "acme/big")] Large }\n',
            id="strum",
        ),
        pytest.param(
            'enum Which { #[strum(to_string = "acme/net", serialize = "small")] Small, #[strum(to_string = "acme/big")] Large }\n',
            id="strum's to_string",
        ),
        pytest.param('enum Which { #[display("acme/net")] Small, #[display("acme/big")] Large }\n', id="derive_more"),
        pytest.param(
            'enum Which { #[display(fmt = "acme/net")] Small, #[display(fmt = "acme/big")] Large }\n',
            id="its form of old",
        ),
        pytest.param(
            'enum Which { #[serde(rename = "acme/net")] Small, #[serde(rename = "acme/big")] Large }\n', id="serde"
        ),
        pytest.param(
            'enum Which { #[value(name = "acme/net")] Small, #[value(name = "acme/big")] Large }\n', id="clap"
        ),
        pytest.param(
            "enum Which { Small, Large }\nimpl fmt::Display for Which { fn fmt(&self, f: &mut F) -> R { match self { "
            'Which::Small => write!(f, "acme/net"), Which::Large => write!(f, "acme/big") } } }\n',
            id="Display",
        ),
        pytest.param(
            "enum Which { Small, Large }\nimpl Display for Which { fn fmt(&self, f: &mut F) -> R { match *self { "
            'Self::Small => f.write_str("acme/net"), Self::Large => f.write_str("acme/big") } } }\n',
            id="Display, by write_str",
        ),
        pytest.param(
            "enum Which { Small, Large }\nimpl AsRef<str> for Which { fn as_ref(&self) -> &str { match self { "
            'Which::Small => "acme/net", Which::Large => "acme/big" } } }\n',
            id="AsRef",
        ),
        pytest.param(
            "enum Which { Small, Large }\nimpl Which { fn as_str(&self) -> &'static str { match self { "
            'Self::Small => "acme/net", Self::Large => "acme/big" } } }\n',
            id="as_str",
        ),
    ],
)
def test_the_variant_that_is_given_and_those_on_offer(text: str) -> None:
    assert sorted(names(text + RUN, "a.rs")) == [("acme/big", "selectable"), ("acme/net", "use")]


def test_a_default_variant_is_a_use() -> None:
    text = '#[derive(Default)]\nenum Which { #[default]\n #[strum(serialize = "acme/net")] Small, #[strum(serialize = "acme/big")] Large }\n'
    run = "fn main() { api.model(Which::default().to_string()); }\n"
    assert names(text + run, "a.rs") == [("acme/net", "use")]
