import pytest
from scripts_of import names, only

NET = [("acme/net", "use")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("// pipeline('x', 'acme/net')", id="comment"),
        pytest.param("/*\npipeline('x', 'acme/net') */", id="comment over lines"),
        pytest.param("a = \"pipeline('x', 'acme/net')\"", id="text"),
        pytest.param("pipeline('acme/net')", id="another argument"),
        pytest.param("pipeline('x', './net')", id="local path"),
        pytest.param("other('x', 'acme/net')", id="another call"),
        pytest.param("function pipeline2(a) {} pipeline2('x', 'acme/net')", id="function of its own"),
    ],
)
def test_nothing(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("pipeline('x', name)", id="name that nothing sets"),
        pytest.param("pipeline('x', 'acme/' + name)", id="joined with what is not told"),
        pytest.param("pipeline('x', `acme/${name}`)", id="template with what is not told"),
        pytest.param("pipeline('x', { model: 'acme/net' })", id="key of an object"),
        pytest.param("const m = m; pipeline('x', m)", id="itself"),
        pytest.param("const f = () => f(); pipeline('x', f())", id="function that calls itself"),
        pytest.param("// const MODEL = 'acme/old'\nlet MODEL; pipeline('x', MODEL)", id="value in a comment"),
        pytest.param("{ const m = 'acme/other' } pipeline('x', m)", id="another block's"),
        pytest.param("function f() { const m = 'acme/other' } pipeline('x', m)", id="another function's"),
    ],
)
def test_call_without_a_name(text: str) -> None:
    assert names(text) == [(None, "unresolved")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("pipeline('x', 'acme/net')", id="literal"),
        pytest.param("await pipeline(\n  'x',\n  'acme/net',\n)", id="over lines"),
        pytest.param("pipeline<'x'>('x', `acme/net`)", id="generic, template"),
        pytest.param("pipeline('x', 'acme\\u002fnet')", id="escape"),
        pytest.param("AutoModel.from_pretrained('acme/net', { a: 'b/c' })", id="class"),
        pytest.param("const M: string = 'acme/net'\npipeline('x', M)", id="constant"),
        pytest.param("var M = 'acme/net'\npipeline('x', M)", id="var"),
        pytest.param("let M; M = 'acme/net'; pipeline('x', M)", id="let, set later"),
        pytest.param("let M = 'acme/old'; M = 'acme/net'; pipeline('x', M)", id="the last one before it"),
        pytest.param("let M = 'acme/net'; pipeline('x', M); M = null", id="not the one behind it"),
        pytest.param("const M = 'acme/net' as const; pipeline('x', M!)", id="as const, non-null"),
        pytest.param("const M = <string>'acme/net' satisfies string; pipeline('x', (M))", id="assertion, brackets"),
        pytest.param("const M = process.env.M || 'acme/net'; pipeline('x', M)", id="or"),
        pytest.param("pipeline('x', process.env.M ?? 'acme/net')", id="nullish"),
        pytest.param("pipeline('x', import.meta.env.M || undefined || 'acme/net')", id="several of them"),
        pytest.param("let M = process.env.M; M ||= 'acme/net'; pipeline('x', M)", id="or assigned"),
        pytest.param("const o = 'acme'; pipeline('x', `${o}/net`)", id="template"),
        pytest.param("const o = 'acme'; pipeline('x', o + '/' + 'net')", id="sum"),
        pytest.param("const c = { model: { id: 'acme/net' } }; pipeline('x', c.model.id)", id="member"),
        pytest.param("const c = { 'my-model': 'acme/net' }; pipeline('x', c['my-model'])", id="quoted key"),
        pytest.param("const c = { ...{ id: 'acme/net' } }; pipeline('x', c?.id)", id="spread, optional chain"),
        pytest.param("const id = 'acme/net'; const c = { id }; pipeline('x', c.id)", id="shorthand"),
        pytest.param("const { id } = { id: 'acme/net' }; pipeline('x', id)", id="destructured"),
        pytest.param("const { a: { id: m } } = { a: { id: 'acme/net' } }; pipeline('x', m)", id="destructured twice"),
        pytest.param("const { id = 'acme/net' } = options; pipeline('x', id)", id="destructured with a default"),
        pytest.param("const [, m] = ['x', 'acme/net']; pipeline('x', m)", id="destructured array"),
        pytest.param("const l = ['acme/net']; pipeline('x', l[0])", id="element"),
        pytest.param("const l = ['acme/net']; pipeline('x', l.at(0))", id="element by at"),
        pytest.param("function f(m = 'acme/net') { pipeline('x', m) }", id="default of a parameter"),
        pytest.param("function f({ m = 'acme/net' } = {}) { pipeline('x', m) }", id="default in a pattern"),
        pytest.param("function f({ m } = { m: 'acme/net' }) { pipeline('x', m) }", id="default of a pattern"),
        pytest.param("const f = (m: string) => pipeline('x', m)\nf('acme/net')", id="argument"),
        pytest.param(
            "const f = async (o: O) => pipeline('x', o.model); f({ model: 'acme/net' })", id="key of an argument"
        ),
        pytest.param("const f = () => 'acme/net'; pipeline('x', f())", id="returned"),
        pytest.param("function f(k) { return k }; pipeline('x', f('acme/net'))", id="handed through"),
        pytest.param("const l = ['acme/net']; l.forEach(m => pipeline('x', m))", id="forEach"),
        pytest.param("for (const m of ['acme/net']) pipeline('x', m)", id="for of"),
        pytest.param("Object.entries({ a: 'acme/net' }).map(([k, m]) => pipeline('x', m))", id="entries"),
        pytest.param("class A { static m = 'acme/net'; a() { pipeline(this.t, this.m) } }", id="static field"),
        pytest.param("class A { #m = 'acme/net'; a() { pipeline('x', this.#m) } }", id="private field"),
        pytest.param("class A { static m = 'acme/net' } pipeline('x', A.m)", id="static field from outside"),
        pytest.param("class A {} A.m = 'acme/net'; pipeline('x', A.m)", id="static field set from outside"),
        pytest.param(
            "class A { constructor() { this.m = 'acme/net' } a() { pipeline('x', this.m) } }", id="set in constructor"
        ),
        pytest.param(
            "class A { constructor(private m = 'acme/net') {} a() { pipeline('x', this.m) } }", id="parameter property"
        ),
        pytest.param(
            "class A { constructor(m) { this.m = m } a() { pipeline('x', this.m) } }\nnew A('acme/net')", id="new"
        ),
        pytest.param("class A { get m() { return 'acme/net' } a() { pipeline('x', this.m) } }", id="getter"),
        pytest.param(
            "class A { static m = 'acme/net' } class B extends A { a() { pipeline('x', B.m) } }", id="base class"
        ),
        pytest.param("class A { load(m) { pipeline('x', m) } }\nnew A().load('acme/net')", id="method"),
        pytest.param("enum M { Net = 'acme/net' } pipeline('x', M.Net)", id="enum"),
        pytest.param("const o = Object.freeze({ m: 'acme/net' }); pipeline('x', o.m)", id="frozen"),
        pytest.param("const m = new Map([['a', 'acme/net']]); pipeline('x', m.get('a'))", id="map"),
        pytest.param("const [m, setM] = useState('acme/net'); pipeline('x', m)", id="state"),
        pytest.param("const m = useRef('acme/net'); pipeline('x', m.current)", id="ref"),
        pytest.param("const m = ref('acme/net'); pipeline('x', m.value)", id="Vue's ref"),
        pytest.param(
            "program.option('-m, --model <id>', 'the model', 'acme/net'); pipeline('x', program.opts().model)",
            id="commander",
        ),
        pytest.param("yargs.option('model', { default: 'acme/net' }); pipeline('x', argv.model)", id="yargs"),
        pytest.param(
            "const { values } = parseArgs({ options: { model: { type: 'string', default: 'acme/net' } } }); pipeline('x', values.model)",
            id="parseArgs",
        ),
        pytest.param("let m = 'acme/'; m += 'net'; pipeline('x', m)", id="added to"),
        pytest.param("it's\npipeline('x', 'acme/net')", id="apostrophe in what does not parse"),
        pytest.param("namespace A { export function f() { pipeline('x', 'acme/net') } }", id="namespace"),
        pytest.param("try { pipeline('x', 'acme/net') } catch {} finally {}", id="try"),
        pytest.param("test('loads', async () => { expect(await pipeline('x', 'acme/net')).toBeTruthy() })", id="test"),
    ],
)
def test_name(text: str) -> None:
    assert names(text) == NET


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "pipeline('x', small ? 'acme/a' : 'acme/b')", [("acme/a", "selectable"), ("acme/b", "selectable")], id="ternary"
        ),
        pytest.param(
            "let m = 'acme/a'; if (big) { m = 'acme/b' } pipeline('x', m)",
            [("acme/a", "selectable"), ("acme/b", "selectable")],
            id="branch",
        ),
        pytest.param(
            "const M = { a: 'acme/a', b: 'acme/b' }; pipeline('x', M[key])",
            [("acme/a", "selectable"), ("acme/b", "selectable")],
            id="table with an open key",
        ),
        pytest.param(
            "const M = { a: 'acme/a', b: 'acme/b' }; const key = 'a'; pipeline('x', M[key])",
            [("acme/a", "use"), ("acme/b", "selectable")],
            id="table with a known key",
        ),
        pytest.param(
            "const M = { a: 'acme/a', b: 'acme/b' }; function f(key = 'b') { pipeline('x', M[key]) }",
            [("acme/a", "selectable"), ("acme/b", "use")],
            id="table with a default key",
        ),
        pytest.param("const M = { a: 'acme/a', b: 'acme/b' }; pipeline('x', M.a)", [("acme/a", "use")], id="member alone"),
        pytest.param(
            "function f(s) { switch (s) { case 'a': return 'acme/a'; default: return 'acme/b' } } pipeline('x', f(q))",
            [("acme/a", "selectable"), ("acme/b", "selectable")],
            id="switch",
        ),
        pytest.param(
            "function f(s) { switch (s) { case 'a': return 'acme/a'; case 'b': return 'acme/b' } } pipeline('x', f('a'))",
            [("acme/a", "use"), ("acme/b", "selectable")],
            id="switch over a known value",
        ),
        pytest.param(
            "function f(s) { if (s === 'a') return 'acme/a'; return 'acme/b' } pipeline('x', f(q))",
            [("acme/a", "selectable"), ("acme/b", "selectable")],
            id="returns",
        ),
        pytest.param(
            "for (const m of ['acme/a', 'acme/b']) pipeline('x', m)", [("acme/a", "use"), ("acme/b", "use")], id="every one"
        ),
        pytest.param(
            "const L = [{ id: 'acme/a' }, { id: 'acme/b' }]; pipeline('x', L.find(o => o.on).id)",
            [("acme/a", "selectable"), ("acme/b", "selectable")],
            id="one of a list",
        ),
        pytest.param(
            "const L = ['acme/a', 'acme/b']; pipeline('x', L[0])", [("acme/a", "use")], id="first of a list"
        ),
        pytest.param(
            "function a() { const m = 'acme/a'; pipeline('x', m) } function b() { const m = 'acme/b'; pipeline('x', m) }",
            [("acme/a", "use"), ("acme/b", "use")],
            id="one name in two functions",
        ),
        pytest.param(
            "const f = m => pipeline('x', m); f('acme/a'); f('acme/b')", [("acme/a", "use"), ("acme/b", "use")], id="two callers"
        ),
    ],
)  # fmt: skip
def test_several(text: str, found: list[tuple[str, str]]) -> None:
    assert names(text) == found


def test_a_found_call_in_full() -> None:
    one = only("const M = 'acme/net'\n  const é = 1, t = AutoTokenizer.from_pretrained(M)")
    assert (one.target.library, one.target.loads, one.usage, one.weights) == (
        "transformers.js",
        "tokenizer",
        "component",
        None,
    )
    assert (one.line, one.column, one.code) == (3, 20, "AutoTokenizer.from_pretrained(M)")
    assert (one.resolution, one.hops, one.defined_at, one.expression) == ("constant", 1, "a.ts:2", "M")


def test_the_line_is_that_of_the_call_that_names_the_model() -> None:
    one = only("const load = (m) => pipeline('x', m)\n\nload(\n  'acme/net')")
    assert (one.line, one.argument_line, one.code) == (4, 5, "load(\n  'acme/net')")


@pytest.mark.parametrize(
    ("text", "resolution"),
    [
        pytest.param("pipeline('x', 'acme/net')", "literal", id="literal"),
        pytest.param("const m = 'acme/net'; pipeline('x', m)", "constant", id="constant"),
        pytest.param("pipeline('x', process.env.M ?? 'acme/net')", "environment", id="environment"),
        pytest.param("pipeline('x', given || 'acme/net')", "default", id="fallback"),
        pytest.param("function f(m = 'acme/net') { pipeline('x', m) }", "default", id="parameter"),
        pytest.param(
            "program.option('--model <m>', '', 'acme/net'); pipeline('x', o.model)", "argument_parser", id="option"
        ),
    ],
)
def test_resolution(text: str, resolution: str) -> None:
    assert only(text).resolution == resolution
