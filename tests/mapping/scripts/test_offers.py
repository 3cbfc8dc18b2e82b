import pytest
from scripts_of import LIBRARY, scanned

READING = "const chosen = document.getElementById('model-name').value;\n"


def offered(page: str, path: str = "index.html", script: str = READING) -> list[tuple[int, str | None, str]]:
    files = {path: page, "worker.js": LIBRARY["javascript"], "main.js": script}
    return sorted((one.line, one.name, one.usage) for at, one in scanned(files).found if at == path)


def select(inner: str, identity: str = 'id="model-name"') -> str:
    return f"<select {identity}>{inner}</select>"


@pytest.mark.parametrize(
    ("page", "path"),
    [
        pytest.param(select('<option value="small">small</option>'), "index.html", id="no name of a model"),
        pytest.param(select('<option value="">owner</option>'), "index.html", id="empty"),
        pytest.param(select('<option value="image/png">PNG</option>'), "index.html", id="media type"),
        pytest.param(select('<option value="./models/a">a</option>'), "index.html", id="path"),
        pytest.param(select('<!-- <option value="acme/a">a</option> -->'), "index.html", id="comment"),
        pytest.param(select('<option value="acme/a">a</option>', 'id="model-other"'), "index.html", id="nothing reads it"),
        pytest.param(select('<option value="Europe/Berlin">a</option>', 'id="zone" onchange="f()"'), "a.html", id="time zones"),
        pytest.param(select('<option value="acme/a">a</option>', 'name="dataset" onchange="f()"'), "a.html", id="data sets"),
        pytest.param('<a id="model-name" href="acme/a">a</a>', "index.html", id="link"),
        pytest.param('<p id="model-name">acme/a</p>', "index.html", id="prose"),
        pytest.param('// <Select onChange={setModel}><option value="acme/a" /></Select>', "a.tsx", id="comment of a script"),
    ],
)  # fmt: skip
def test_nothing(page: str, path: str) -> None:
    assert offered(page, path) == []


def test_without_a_library_nothing_is_offered() -> None:
    assert scanned({"index.html": select('<option value="acme/a">a</option>'), "main.js": READING}).found == ()


@pytest.mark.parametrize(
    ("page", "path"),
    [
        pytest.param(select('<option value="acme/a">A</option>'), "index.html", id="option"),
        pytest.param(select('<option selected value="acme/a">A</option>'), "index.html", id="selected option"),
        pytest.param(select("<option value='acme/a'>A</option>"), "index.html", id="single quotes"),
        pytest.param(select("<option value=acme/a>A</option>"), "index.html", id="without quotes"),
        pytest.param(select("<option>acme/a</option>"), "index.html", id="text of an option"),
        pytest.param(select('<optgroup label="x"><option value="acme/a">A</option></optgroup>'), "a.html", id="group"),
        pytest.param('<input list="l" id="model-name"><datalist id="l"><option value="acme/a"></datalist>'.replace('"l"', '"model-name"'), "a.html", id="suggestions"),
        pytest.param('<input id="model-name" value="acme/a">', "index.html", id="field"),
        pytest.param('<input type="radio" name="model-name" value="acme/a">', "index.html", id="radio button"),
        pytest.param('<label for="pick">Model</label><select id="pick" onchange="go()"><option value="acme/a"></select>', "a.html", id="label"),
        pytest.param('<button class="b" data-model="acme/a" @click="go">A</button>', "a.vue", id="data of a button"),
        pytest.param('<template><select v-model="modelId"><option value="acme/a">A</option></select></template>', "a.vue", id="Vue"),
        pytest.param("<template><el-select v-model=\"modelId\"><el-option :value=\"'acme/a'\" /></el-select></template>", "a.vue", id="component of Vue"),
        pytest.param('<select bind:value={model}><option value="acme/a">A</option></select>', "a.svelte", id="Svelte"),
        pytest.param('<input type="radio" bind:group={model} value="acme/a" />', "a.svelte", id="Svelte's radio button"),
        pytest.param('---\n---\n<select id="model-name"><option value="acme/a">A</option></select>', "a.astro", id="Astro"),
        pytest.param('const A = () => <select value={model} onChange={(e) => setModel(e.target.value)}><option value="acme/a">A</option></select>;', "a.jsx", id="JSX"),
        pytest.param('const A = () => <Select onValueChange={setModel}><SelectItem value={"acme/a"}>A</SelectItem></Select>;', "a.tsx", id="component of TSX"),
    ],
)  # fmt: skip
def test_selectable(page: str, path: str) -> None:
    assert [(name, usage) for _, name, usage in offered(page, path)] == [("acme/a", "selectable")]


@pytest.mark.parametrize(
    ("page", "path", "script"),
    [
        pytest.param(
            select('<option value="acme/a">A</option><option value="acme/b">B</option>'),
            "index.html",
            READING + "document.getElementById('model-name').value = 'acme/a';",
            id="set by its id",
        ),
        pytest.param(
            select('<option value="acme/a">A</option><option value="acme/b">B</option>'),
            "index.html",
            "const model = document.getElementById('model-name').value || 'acme/a';",
            id="where nothing is chosen",
        ),
        pytest.param(
            "const [model, setModel] = useState('acme/a');\n"
            'const A = () => <select value={model} onChange={pick}><option value="acme/a" /><option value="acme/b" /></select>;',
            "a.tsx",
            "",
            id="state",
        ),
    ],
)
def test_default_is_a_use(page: str, path: str, script: str) -> None:
    found = {name: usage for _, name, usage in offered(page, path, script)}
    assert found == {"acme/a": "use", "acme/b": "selectable"}


def test_place_is_that_of_the_name() -> None:
    files = {
        "index.html": '<h1>é</h1>\n<select id="model-name">\n é <option value="acme/a">A</option>\n</select>',
        "main.js": LIBRARY["javascript"] + READING,
    }
    ((path, one),) = scanned(files).found
    assert (path, one.line, one.column, one.target.call) == ("index.html", 3, 19, "select model-name")


def test_id_says_nothing_and_the_script_does() -> None:
    page = select('<option value="acme/a">A</option>', 'id="picked"')
    assert offered(page, script="const model = document.getElementById('picked').value;") == [
        (1, "acme/a", "selectable")
    ]
    assert offered(page, script="const other = document.getElementById('picked').value;") == []
