from rain_gauge import Gauge


def test_five_tips_are_a_millimetre():
    assert Gauge("north/ridge", [2, 3]).millimetres() == 1.0
