import pytest
from scripts_of import LIBRARY, places

HEAD = LIBRARY["javascript"]
CONFIG = "export const MODEL = 'acme/net'; export const cfg = { model: { id: 'acme/net' } }; export default { m: 'acme/net' };"


@pytest.mark.parametrize(
    ("files", "text"),
    [
        pytest.param({"src/config.ts": CONFIG}, "import { MODEL } from './config'; pipeline('x', MODEL)", id="name"),
        pytest.param({"src/config.ts": CONFIG}, "import { MODEL as M } from './config'; pipeline('x', M)", id="alias"),
        pytest.param({"src/config.ts": CONFIG}, "import * as c from './config'; pipeline('x', c.MODEL)", id="namespace"),
        pytest.param({"src/config.ts": CONFIG}, "import c from './config'; pipeline('x', c.m)", id="default"),
        pytest.param({"src/config.ts": CONFIG}, "import { cfg } from './config'; pipeline('x', cfg.model.id)", id="member"),
        pytest.param({"src/config.ts": CONFIG}, "import { MODEL } from './config.js'; pipeline('x', MODEL)", id="built name"),
        pytest.param({"src/config/index.ts": CONFIG}, "import { MODEL } from './config'; pipeline('x', MODEL)", id="index"),
        pytest.param({"config.ts": CONFIG}, "import { MODEL } from '../config'; pipeline('x', MODEL)", id="folder above"),
        pytest.param({"src/lib/config.ts": CONFIG}, "import { MODEL } from '@/lib/config'; pipeline('x', MODEL)", id="path alias"),
        pytest.param({"src/lib/config.ts": CONFIG}, "import { MODEL } from '$lib/config'; pipeline('x', MODEL)", id="Svelte's lib"),
        pytest.param({"packages/shared/src/index.ts": CONFIG}, "import { MODEL } from '@acme/shared'; pipeline('x', MODEL)", id="workspace"),
        pytest.param(
            {"src/config.ts": CONFIG, "src/index.ts": "export * from './config'"},
            "import { MODEL } from '.'; pipeline('x', MODEL)", id="exported again, all",
        ),
        pytest.param(
            {"src/config.ts": CONFIG, "src/all.ts": "export { MODEL as M } from './config'"},
            "import { M } from './all'; pipeline('x', M)", id="exported again by another name",
        ),
        pytest.param({"src/config.js": "module.exports = { M: 'acme/net' }"}, "const { M } = require('./config'); pipeline('x', M)", id="CommonJS"),
        pytest.param({"src/config.js": "exports.M = 'acme/net'"}, "const c = require('./config'); pipeline('x', c.M)", id="exports.name"),
        pytest.param({"src/config.ts": CONFIG}, "const { MODEL } = await import('./config'); pipeline('x', MODEL)", id="dynamic import"),
        pytest.param({"src/config.ts": CONFIG}, "import('./config').then(c => pipeline('x', c.MODEL))", id="then"),
        pytest.param({"src/m.json": '{"a": {"id": "acme/net"}}'}, "import m from './m.json'; pipeline('x', m.a.id)", id="JSON"),
        pytest.param({"src/m.json": '{"id": "acme/net"}'}, "const m = require('./m.json'); pipeline('x', m.id)", id="JSON required"),
        pytest.param({"src/m.json": '{"id": "acme/net"}'}, "const m = JSON.parse(fs.readFileSync(path.join(__dirname, 'm.json'), 'utf8')); pipeline('x', m.id)", id="JSON read"),
        pytest.param({"public/m.json": '{"id": "acme/net"}'}, "const r = await fetch('/m.json'); const m = await r.json(); pipeline('x', m.id)", id="JSON fetched"),
        pytest.param({"public/m.json": '{"id": "acme/net"}'}, "fetch('/m.json').then(r => r.json()).then(m => pipeline('x', m.id))", id="JSON fetched, then"),
        pytest.param({"src/routes.json": '[{"model": "acme/net"}]'}, "import routes from './routes.json'; routes.forEach(r => pipeline('x', r.model))", id="list in JSON"),
    ],
)  # fmt: skip
def test_values_of_other_files(files: dict[str, str], text: str) -> None:
    assert places({**files, "src/a.ts": HEAD + text}) == [("src/a.ts", 2, "acme/net", "use")]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"lib.ts": f"{HEAD}export const load = (m: string) => pipeline('x', m)", "a.ts": "import { load } from './lib'\nload('acme/net')"}, id="function"),
        pytest.param({"lib.ts": f"{HEAD}export default function load(m) {{ pipeline('x', m) }}", "a.ts": "import anything from './lib'\nanything('acme/net')"}, id="default export"),
        pytest.param({"lib.ts": f"{HEAD}export class E {{ constructor(m) {{ pipeline('x', m) }} }}", "a.ts": "import { E } from './lib'\nnew E('acme/net')"}, id="class"),
        pytest.param({"lib.ts": "export { pipeline } from '@huggingface/transformers'", "a.ts": "import { pipeline } from './lib'\npipeline('x', 'acme/net')"}, id="library exported again"),
        pytest.param({"lib.ts": "export * from '@huggingface/transformers'", "a.ts": "import { AutoModel } from './lib'\nAutoModel.from_pretrained('acme/net')"}, id="library exported again, all"),
        pytest.param({"W.tsx": f"{HEAD}export const W = ({{ model }}) => {{ pipeline('x', model); return null }}", "a.tsx": "import { W } from './W'\nconst A = () => <W model=\"acme/net\" />"}, id="attribute of a component"),
        pytest.param({"worker.js": f"{HEAD}self.onmessage = async (e) => pipeline('x', e.data.model)", "a.js": "const w = new Worker('worker.js')\nw.postMessage({ model: 'acme/net' })"}, id="message"),
        pytest.param({"worker.js": f"{HEAD}self.addEventListener('message', (e) => {{ const {{ model }} = e.data; pipeline('x', model) }})", "a.js": "\nw.postMessage({ type: 'load', payload: { model: 'acme/net' } })"}, id="message destructured"),
    ],
)  # fmt: skip
def test_what_other_files_give(files: dict[str, str]) -> None:
    assert [(name, usage) for _, _, name, usage in places(files)] == [("acme/net", "use")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('import { pipeline as p } from "@xenova/transformers"\np("x", "acme/net")', id="alias"),
        pytest.param('import * as t from "@huggingface/transformers"\nt.pipeline("x", "acme/net")', id="namespace"),
        pytest.param('const { pipeline: p } = require("@xenova/transformers")\np("x", "acme/net")', id="required"),
        pytest.param('const t = await import("@huggingface/transformers")\nt.pipeline("x", "acme/net")', id="dynamic"),
        pytest.param('import("@huggingface/transformers").then(t =>\nt.pipeline("x", "acme/net"))', id="dynamic, then"),
        pytest.param('const t = Function(\'return import("@xenova/transformers")\')()\nconst { pipeline } = await t; pipeline("x", "acme/net")', id="hidden from a bundler"),
        pytest.param('import { pipeline } from "https://cdn.jsdelivr.net/npm/@huggingface/transformers@3.0.0"\npipeline("x", "acme/net")', id="CDN"),
        pytest.param('import { pipeline } from "npm:@huggingface/transformers"\npipeline("x", "acme/net")', id="Deno"),
        pytest.param('importScripts("https://cdn.jsdelivr.net/npm/@xenova/transformers")\nself.transformers.pipeline("x", "acme/net")', id="worker's scripts"),
        pytest.param('import { pipeline } from "@huggingface/transformers"; const p = pipeline\np("x", "acme/net")', id="variable"),
    ],
)  # fmt: skip
def test_ways_to_import_a_library(text: str) -> None:
    assert places({"a.ts": text}) == [("a.ts", 2, "acme/net", "use")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.vue", '<template><p/></template>\n<script setup lang="ts">\n%s\n</script>', id="Vue"),
        pytest.param("a.svelte", "<script>\n\n%s\n</script>\n<p>it's</p>", id="Svelte"),
        pytest.param("a.astro", "---\n\n%s\n---\n<p/>", id="Astro"),
        pytest.param("a.html", '<html>\n<script type="module">\n%s\n</script></html>', id="HTML"),
        pytest.param("a.jsx", "\n\n%s", id="JSX"),
        pytest.param("a.tsx", "\n\n%s", id="TSX"),
        pytest.param("a.mjs", "\n\n%s", id="mjs"),
        pytest.param("a.cjs", "\n\n%s", id="cjs"),
        pytest.param("a.mts", "\n\n%s", id="mts"),
        pytest.param("a.cts", "\n\n%s", id="cts"),
    ],
)
def test_kinds_of_files(path: str, text: str) -> None:
    call = 'import { pipeline } from "@huggingface/transformers"; pipeline("x", "acme/net")'
    assert places({path: text % call}) == [(path, 3, "acme/net", "use")]
