"""Addresses in every form that people write, and what looks like one."""

import pytest

from builder.redaction.addresses import mask_addresses

AT = "@"


@pytest.mark.parametrize(
    "text",
    [
        *(
            pytest.param(f"a{AT}b.{member}", id=f"product, {member}")
            for member in (
                "T",
                "mT",
                "cuda()",
                "to(device)",
                "t()",
                "data",
                "dot(c)",
                "mm(c)",
                "id[0]",
                "grad",
                "astype(np.float32)",
                "is_cuda",
                "transpose(-2, -1)",
                "real.to('cuda')",
                "map(f)",
                "ne(0)",
                "shape[0]",
                "cpu().numpy()",
            )
        ),
        pytest.param(f"q {AT} k.transpose(-1, -2)", id="product with blanks"),
        pytest.param(f"x {AT} self.proj.T + y {AT} w.to(x)", id="products of attributes"),
        pytest.param(f"x{AT}self.to(device)", id="method of the object itself"),
        pytest.param(f"{AT}app.get('/x')", id="decorator"),
        pytest.param(f"{AT}pl.data", id="decorator with a domain's ending"),
        pytest.param(rf"'\n{AT}app.dev'", id="decorator behind an escaped line end"),
        pytest.param(f"+{AT}ray.remote", id="decorator in a diff"),
        pytest.param(f"npm i {AT}scope/pkg{AT}1.2.3", id="package of a scope"),
        pytest.param(f"git{AT}github.com:owner/name.git ssh://git{AT}gitlab.com/o/n.git", id="address of a repository"),
        pytest.param(f"git+https://host.org/owner/name.git{AT}v1.0.dev", id="branch"),
        pytest.param(f"icon{AT}2x.png", id="image"),
        pytest.param(f"docker pull owner/name{AT}sha256:abc", id="image by its sum"),
        pytest.param(f"{AT}misc{{key2020.foo,", id="entry of a bibliography"),
        pytest.param("look at the dot product of a and b", id="words"),
        pytest.param("available at huggingface.co", id="a place on the web"),
        pytest.param(f"a{AT}b dot product of c", id="product of products"),
        pytest.param("img%402x.png", id="escaped image"),
        pytest.param("data_at_rest.py", id="name of a file"),
        pytest.param(f"thanks {AT}someone.else", id="handle"),
        pytest.param(f"root{AT}192.168.0.1", id="machine"),
    ],
)
def test_kept(text):
    assert mask_addresses(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"jo{AT}mean.edu, jo{AT}view.com, jo{AT}self.com", "<email>, <email>, <email>", id="odd hosts"),
        pytest.param(f"jo{AT}shape.de", "<email>", id="country"),
        pytest.param(f"git{AT}corp-x.example", "<email>", id="somebody called git"),
        pytest.param(f"jo{AT}bücher.example, 用户{AT}例子.广告", "<email>, <email>", id="beyond ASCII"),
        pytest.param(f"jo{AT}xn--bcher-kva.example", "<email>", id="punycode"),
        pytest.param(f'"jane doe"{AT}example.org', "<email>", id="quoted"),
        pytest.param(f"{{jane,joe}}{AT}cs.example.edu", "<email>", id="group"),
        pytest.param(f"**jo**{AT}example.org", "**<email>", id="bold"),
        pytest.param(f"<b>jo</b>{AT}example.org", "<b><email>", id="HTML"),
        pytest.param(f"jo{AT}[192.168.1.1] jo{AT}[IPv6:2001:db8::1]", "<email> <email>", id="numbers"),
        pytest.param(f"jo{AT}\nexample.org", "<email>", id="line end"),
        pytest.param(f"jo {AT} example.org or jo{AT} example.org", "<email> or <email>", id="blanks"),
        pytest.param("jo＠example.org jo﹫example.org", "<email> <email>", id="full width"),
        pytest.param(
            "jo&#64;example.org jo&#x40;example.org jo&commat;example.org", "<email> <email> <email>", id="HTML's"
        ),
        pytest.param("mailto:jo%40example.org", "mailto:<email>", id="address of the web"),
        pytest.param(r"jo\u0040example.org jo\x40example.org jo\@example.org", "<email> <email> <email>", id="escapes"),
        pytest.param("jo [at] example [dot] org", "<email>", id="brackets"),
        pytest.param(
            "jo(AT)example.org, jo <at> example.org, jo[@]example.org", "<email>, <email>, <email>", id="signs"
        ),
        pytest.param("jo at example dot org", "<email>", id="words"),
        pytest.param("JO AT EXAMPLE DOT CO DOT UK now", "<email> now", id="capitals"),
        pytest.param(f"jo{AT}example[dot]org jo{AT}example dot org", "<email> <email>", id="a dot alone"),
        pytest.param(f"_jo{AT}example.org_ jo%2540example.org", "<email>_ <email>", id="Markdown, escaped twice"),
        pytest.param(
            f"jo\u00a0{AT}\u00a0example.org root{AT}localhost.localdomain", "<email> <email>", id="hard blanks"
        ),
        pytest.param("jo.doe at gmail.com", "<email>", id="a host of mail"),
        pytest.param("jo_at_example_dot_org", "<email>", id="joined"),
        pytest.param(f"jo{AT}example.org.", "<email>.", id="end of a sentence"),
        pytest.param(f"jo{AT}example.invalid jo{AT}host.local", "<email> <email>", id="hosts at home"),
        pytest.param(f"x{AT}y.z jo{AT}a.org{AT}b.org", f"x{AT}y.z <email><email>", id="after what is none"),
    ],
)
def test_masked(before, after):
    assert mask_addresses(before) == after
    assert mask_addresses(after) == after
