"""What a page does not show says nothing, in whichever way it is hidden; what it shows stays."""

import pytest
from endless import not_endless

from builder.extraction.card import Answered, extract, ruled
from builder.extraction.quote_search import fold
from builder.extraction.visible_text import visible_text

SAID = "License: MIT. It has 7B parameters, was finetuned from `peat/moss-7b` and trained on the BogQA dataset."
HIDDEN = {
    "comment": "<!-- {} -->",
    "comment with another end": "<!-- {} --!>",
    "comment without an end": "<!-- {}",
    "comment in a cell": "| a | b |\n|---|---|\n| x | <!-- {} --> |",
    "processing instruction": "<? {} ?>",
    "declaration": "<!PEAT {}>",
    "CDATA": "<![CDATA[ {} ]]>",
    "attribute": "<p hidden>{}</p>",
    "attribute with a value": '<p hidden="until-found">{}</p>',
    "attribute behind a sign": '<p data-a="a>b" hidden>{}</p>',
    "element in it": "<div hidden>\n<div>\n<div>x</div>\n</div>\n\n{}\n\n</div>",
    "long element": f"<div hidden>{'x y ' * 1500}{{}}</div>",
    "paragraph without an end": "<p hidden>{}\n\n",
    "item without an end": "<ul><li hidden>{}\n<li>a</ul>",
    "block without an end": "<div hidden>\n\n{}\n\n",
    "link": '<a href="https://peat.example" hidden>{}</a>',
    "row": "<table><tr style='display:none'><td>{}</td></tr></table>",
    "display": '<SPAN STYLE="color:red; DISPLAY : none !important">{}</SPAN>',
    "display without marks": "<span style=display:none>{}</span>",
    "display in an entity": '<span style="display&#58;none">{}</span>',
    "display behind a remark": '<span style="display:/**/none">{}</span>',
    "visibility": '<span style="visibility:hidden">{}</span>',
    "collapse": '<span style="visibility:collapse">{}</span>',
    "content": '<div style="content-visibility:hidden">{}</div>',
    "opacity": '<span style="opacity: 0.0">{}</span>',
    "filter": '<span style="filter:opacity(0)">{}</span>',
    "no size": '<span style="font-size:0px">{}</span>',
    "next to no size": '<span style="font-size:.01px">{}</span>',
    "font": '<span style="font: 0/0 a">{}</span>',
    "transparent": '<span style="color:transparent">{}</span>',
    "white": '<span style="color: #FFF">{}</span>',
    "white font": '<font color="#ffffff">{}</font>',
    "outside": '<span style="position:absolute;left:-9999px">{}</span>',
    "indented": '<div style="text-indent:-9999px">{}</div>',
    "no height": '<div style="height:0;overflow:hidden">{}</div>',
    "clip": '<div style="clip:rect(0,0,0,0);position:absolute">{}</div>',
    "scale": '<div style="transform:scale(0)">{}</div>',
    "class": '<div class="mt-2 hidden">{}</div>',
    "class for readers": '<span class="sr-only">{}</span>',
    "popover": "<div popover>{}</div>",
    "dialog": "<dialog>{}</dialog>",
    **{
        name: f"<{name}>{{}}</{name}>"
        for name in ("template", "noscript", "script", "style", "title", "iframe", "object", "video", "svg", "del")
    },
    "script without an end": "<script>{}",
    "input": '<input type="hidden" value="{}">',
    "words of a picture": '<img\n alt="{}"\n src="x">',
    "title of a link": '<a href="https://peat.example" title="{}">a</a>',
    "long attribute": f'<div data-x="{"y" * 3000} {{}}">a</div>',
    "picture": "![{}](https://peat.example/x.png)",
    "picture of two lines": "![a\n{}](https://peat.example/x.png)",
    "picture with brackets": "![a [b] {}](https://peat.example/x.png)",
    "picture by reference": "![{}][pic]\n\n[pic]: https://peat.example/x.png",
    "title in Markdown": '[a](https://peat.example/x "{}")',
    "remark": "[//]: # ({})",
    "remark in marks": '[comment]: # "{}"',
    "remark of Pandoc": "[comment]: <> ({})",
    "definition's title": '[x]: https://peat.example\n  "{}"\n',
    "label": "[{}]: https://peat.example",
    "footnote": "a\n\n[^1]: {}",
    "struck": "~~{}~~",
    "behind a fence": "```python {}\nx\n```",
}
SHOWN = {
    "code": "```html\n<!-- {} -->\n```",
    "code of a line": "`<div hidden>` and `<script>` are tags. {}",
    "details": "<details><summary>a</summary>\n\n{}\n\n</details>",
    "overflow": '<div style="overflow:hidden">{}</div>',
    "colour on a ground": '<span style="background:#000;color:white">{}</span>',
    "words of an attribute": '<div title="the hidden layer">{}</div>',
    "size": '<span style="font-size:0.9em">{}</span>',
    "opacity of a half": '<span style="opacity:0.5">{}</span>',
    "margin": '<div style="margin:-10px">{}</div>',
    "token of a title": "It reads <title> and <video>. {}",
    "bos token": "<s>{}</s>",
    "footnote that is named": "a[^1]\n\n[^1]: {}",
    "definition that is named": "[{}]\n\n[{}]: https://peat.example",
    "tildes": "~~~\n{}\n~~~",
    "closed paragraph": "<p hidden>x</p>{}",
    "next paragraph": "<p hidden>x\n\n{}",
    "address": "<https://peat.example/a> {}",
}


def item(card: str) -> dict[str, object]:
    empty = dict.fromkeys(("tags", "task", "library", "config"))
    return {"model_id": "owner/mine", "revision": "a", "card": card, "card_sha256": "b"} | empty


@pytest.mark.parametrize("form", HIDDEN.values(), ids=HIDDEN)
def test_hidden_text_says_nothing(form) -> None:
    said = SAID.replace("`", "") if form.startswith("```") else SAID
    card = form.replace("{}", said)
    assert "MIT" not in visible_text(card)
    assert len(visible_text(card)) == len(card)
    assert ruled(item(card)).candidates == []
    answer = '{"license": {"quote": "License: MIT", "value": "MIT"}}'
    assert extract(item(card), [Answered("ok", answer)])["evidence"] == []


@pytest.mark.parametrize("form", SHOWN.values(), ids=SHOWN)
def test_shown_text_stays(form) -> None:
    card = form.replace("{}", SAID)
    assert SAID in visible_text(card)


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ('<a target="_blank" href="https://peat.example" rel="x">page</a>', '<a href="https://peat.example" >page'),
        ("<a name='x'></a> a", "a"),
        ('[a](https://peat.example/x_(y) "title") b', "[a](https://peat.example/x_(y) ) b"),
        ("[a][b]\n\n[b]: https://peat.example 'title'", "[a][b] [b]: https://peat.example"),
    ],
)
def test_addresses_stay(card, expected) -> None:
    assert fold(visible_text(card)) == expected


@pytest.mark.parametrize(
    "unit",
    [
        "<span hidden>", "<div hidden>", "<div><div hidden></div>", "<p hidden ", "<a href=\"x ", "<b \"<b\" ", "<script>", "<title>", "<svg>",
        "](", "](x \"", "![a[b] ", "\n[a]: x \"", "\n[^a]: x", "~~", "~~a ", "```\n<p>\n```\n", "```a b\n", "``a `", "<?", "<!X ", "<p style='",
    ],
)  # fmt: skip
def test_time_grows_with_the_text_alone(unit) -> None:
    with not_endless():
        visible_text(unit * (600_000 // len(unit)))
