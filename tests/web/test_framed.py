"""A component kept as a frame is the component itself, whatever is inside."""

from carp.web.govuk import framed, govuk, trusted


def test_framed_is_the_component_round_what_is_inside():
    legend = {"text": "A < B", "classes": "govuk-fieldset__legend--m"}
    for inner in (trusted("<p>one &amp; only</p>"), trusted("<p>another</p>\n")):
        drawn = govuk("fieldset", legend=legend, html=inner)
        assert framed("fieldset", inner, legend=legend) == drawn


def test_legend_of_a_frame_is_escaped():
    assert "<b>" not in framed("fieldset", "", legend={"text": "<b>"})
