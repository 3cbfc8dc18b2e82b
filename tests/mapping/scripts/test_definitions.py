import pytest

from builder.mapping.scripts.definitions import may_fill, may_have_item, may_have_type


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("let x = Config::new();", id="called"),
        pytest.param("fn load(config: &Config) {}", id="a parameter's type"),
        pytest.param("struct Other { config: Config }", id="a field of another"),
        pytest.param("struct ConfigFile;", id="a longer word"),
        pytest.param("impl Load for Other {} fn f(c: Config) {}", id="behind an implementation"),
    ],
)
def test_no_type(source: str) -> None:
    assert not may_have_type(source.encode(), b"Config")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("pub struct Config { model: String }", id="struct"),
        pytest.param("enum Config { Small }", id="enum"),
        pytest.param("pub(crate) union Config { a: u8 }", id="union"),
        pytest.param("trait Config {}", id="trait"),
        pytest.param("impl Config {", id="implementation"),
        pytest.param("impl<T: Into<String>> Default\n    for &'a mut Config<T> {", id="implementation of a trait"),
        pytest.param("wrap! { struct Config; }", id="within a macro"),
    ],
)
def test_type(source: str) -> None:
    assert may_have_type(source.encode(), b"Config")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("load(MODEL)", id="passed"),
        pytest.param("if x == MODEL {}", id="compared on the right"),
        pytest.param("if MODEL == x {}", id="compared on the left"),
        pytest.param("use a::b; load(MODEL)", id="behind a use"),
    ],
)
def test_no_item(source: str) -> None:
    assert not may_have_item(source.encode(), b"MODEL")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('const MODEL: &str = "a/b";', id="constant"),
        pytest.param('pub static mut MODEL: &str = "";', id="static"),
        pytest.param("lazy_static! { static ref MODEL: String = x(); }", id="static of a macro"),
        pytest.param("async fn MODEL() {}", id="function"),
        pytest.param("use crate::{\n    a::B,\n    names::MODEL,\n};", id="imported in a list"),
        pytest.param("MODEL = pick();", id="set"),
    ],
)
def test_item(source: str) -> None:
    assert may_have_item(source.encode(), b"MODEL")


@pytest.mark.parametrize(
    ("source", "fills"),
    [
        pytest.param("Config::model()", False, id="a function of the type"),
        pytest.param("Config { path: x }", False, id="another field"),
        pytest.param("Other { model: x }", False, id="another struct"),
        pytest.param("Config { model: x }", True, id="field"),
        pytest.param("Config::<u8> { path, model }", True, id="shorthand, with parameters"),
        pytest.param("impl Config { fn new() -> Self { Self { model: x } } }", True, id="by Self"),
    ],
)
def test_records(source: str, fills: bool) -> None:
    assert may_fill(source.encode(), b"Config", b"model") is fills
