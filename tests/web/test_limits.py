"""How long an answer may be."""

import httpx2
import pytest

from builder.web.limits import content


@pytest.mark.parametrize(("most", "found"), [(9, None), (10, b"0123456789")])
def test_no_more_than_is_wanted(most, found):
    assert content(httpx2.Response(200, content=iter([b"01234", b"56789"])), most) == found
