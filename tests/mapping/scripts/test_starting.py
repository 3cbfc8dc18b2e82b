"""Scripts of JavaScript that cannot start."""

import pytest

from builder.mapping.repository import map_repository
from builder.mapping.scripts.starting import ScriptStarting
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile


def lack(files: dict[str, str], others: tuple[str, ...] = ()) -> str | None:
    data = {path: text.encode() for path, text in files.items()}
    return ScriptStarting(data, [*files, *others]).lack(next(iter(files)))


@pytest.mark.parametrize(
    ("files", "others"),
    [
        pytest.param({"a.ts": "import x from 'react'\n"}, (), id="a library"),
        pytest.param({"src/a.ts": "import x from './b'\n", "src/b.ts": ""}, (), id="beside it"),
        pytest.param({"src/a.ts": "import x from '../b.js'\n", "b.ts": ""}, (), id="as it will be built"),
        pytest.param({"src/a.ts": "import x from './b'\n"}, ("src/b/index.tsx",), id="a folder's index"),
        pytest.param({"a.ts": "import './a.css?inline'\n"}, ("a.css",), id="a file of another kind"),
        pytest.param({"a.ts": "import type { T } from './types'\n"}, (), id="types alone"),
        pytest.param({"a.ts": "import { P } from './generated/client'\n"}, (), id="written by a build"),
        pytest.param({"a.ts": "/*\nimport x from './b'\n*/\n"}, (), id="a comment"),
        pytest.param({"a.ts": "async function f() {\n  await import('./b')\n}\n"}, (), id="later"),
    ],
)
def test_what_starts_as_far_as_is_known(files: dict[str, str], others: tuple[str, ...]) -> None:
    assert lack(files, others) is None


@pytest.mark.parametrize(
    ("files", "missing"),
    [
        pytest.param({"src/a.ts": "import { M } from '../lib/m';\n"}, "lib/m", id="import"),
        pytest.param({"a.js": "const {\n m } = require('./m')\n".replace("\n m", " m")}, "m", id="require"),
        pytest.param({"a.ts": "export {\n  m,\n} from './m'\n"}, "m", id="handed on"),
        pytest.param({"a.ts": "import x from './b'\n", "b.ts": "import y from './c'\n"}, "c", id="by what it imports"),
    ],
)
def test_what_cannot_start(files: dict[str, str], missing: str) -> None:
    assert lack(files) == missing


@pytest.mark.parametrize(
    ("paths", "usage"),
    [pytest.param(("a.js", "b.js"), "use", id="there"), pytest.param(("a.js",), "selectable", id="missing")],
)
def test_what_a_script_that_cannot_start_loads_is_named(paths: tuple[str, ...], usage: str) -> None:
    text = "import { pipeline } from '@huggingface/transformers';\nimport b from './b.js';\n"
    text += "await pipeline('fill-mask', 'acme/net');\n"
    rows = map_repository("o/r", None, None, paths, [SourceFile("a.js", "a", text.encode())], load_signatures()).rows
    assert [(row["model_name"], row["usage"]) for row in rows] == [("acme/net", usage)]
