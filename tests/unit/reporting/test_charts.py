"""Charts: well-formed, with a title and a description, without scripts and styles, whatever the figures and names."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from reporting.web.charts import Series, Words, bars, paired_columns, share_lines

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(key="k", title="Đúng hạn <&>", description='Thấp nhất "80" %')
NAMES = st.text(alphabet=st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=60)
SHARES = st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=14)
COUNTS = st.lists(st.integers(0, 10**9), max_size=14)


def told(text: str) -> ET.Element:
    """The chart, once it is sure that a screen reader can say what it is and that the page's policy lets it be."""
    root = next(iter(ET.fromstring(text)))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "k-title k-told"
    assert [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")] == [WORDS.title, WORDS.description]
    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in ("script", "style", "foreignObject")
        assert not [name for name in element.keys() if name == "style" or name.startswith("on")]  # noqa: SIM118
    return root


@given(SHARES, NAMES)
def test_shares_over_time_have_one_marker_each_and_a_gap_where_there_is_no_value(
    values: list[float | None], name: str
) -> None:
    names = [name] * len(values)
    chart = told(share_lines(WORDS, names, Series(name=name, values=values), target=0.95, target_name="95 %"))
    assert len(chart.findall(f"{SVG}circle")) == sum(value is not None for value in values)
    joined = sum(a is not None and b is not None for a, b in itertools.pairwise(values))
    assert len([line for line in chart.findall(f"{SVG}line") if line.get("class") == "one"]) == joined


@given(COUNTS, NAMES)
def test_columns_of_two_kinds_differ_by_more_than_colour_and_stay_in_the_picture(counts: list[int], name: str) -> None:
    pair = (Series(name=name, values=counts), Series(name=name, values=counts))
    chart = told(paired_columns(WORDS, ["x"] * len(counts), pair))
    columns = [each for each in chart.findall(f"{SVG}rect") if each.get("height") != "10"]
    assert len(columns) == 2 * len(counts)
    assert {each.get("fill") for each in columns} <= {None, "url(#k-hatch)"}
    assert all(float(each.get("height") or -1) >= 0 and float(each.get("y") or -1) >= 0 for each in columns)


@given(st.lists(st.tuples(NAMES, st.one_of(st.none(), st.integers(0, 10**6))), max_size=9))
def test_bars_write_their_values_beside_them(rows: list[tuple[str, int | None]]) -> None:
    chart = told(bars(WORDS, rows))
    assert len(chart.findall(f"{SVG}rect")) == len(rows)
    assert sum(text.text == "—" for text in chart.findall(f"{SVG}text")[1::2]) == sum(v is None for _, v in rows)
