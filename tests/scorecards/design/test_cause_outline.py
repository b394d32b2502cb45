"""Root causes as an indented outline: what is written comes back alike."""

from hypothesis import given
from hypothesis import strategies as st

from scorecards.design.cause_outline import causes_of, outline
from scorecards.design.document import RootCause

TREE = (
    RootCause(
        key="habit",
        label="Working habit",
        children=(RootCause(key="h1", label="Step skipped"), RootCause(key="h2", label="Hurry")),
    ),
    RootCause(key="tool", label="Tool"),
)
TEXT = "Working habit\n  Step skipped\n  Hurry\nTool"


def test_a_tree_is_written_and_read_with_its_keys():
    assert outline(TREE) == TEXT
    assert causes_of(TEXT, TREE) == TREE


def test_new_lines_get_free_keys_and_bullets_tabs_and_empty_lines_do_not_matter():
    text = "- Tool\n\n\t- Tool\n\t\t- Too slow\n* Hurry"
    found = causes_of(text)
    assert outline(found) == "Tool\n  Tool\n    Too slow\nHurry"
    assert [found[0].key, found[0].children[0].key] == ["tool", "tool-2"]


def test_uneven_indents_are_levels_all_the_same():
    assert outline(causes_of("A\n     B\n   C\n D\nE")) == "A\n  B\n  C\n  D\nE"


def test_a_colon_and_dots_ask_for_own_words():
    found = causes_of("Tool\n  Other: ...\nOther:…\nWaiting…\nNote:\n…\n:…")
    assert outline(found) == "Tool\n  Other: …\nOther: …\nWaiting…\nNote:\n…\n:…"
    free = [found[0].children[0].free_text, *(cause.free_text for cause in found)]
    assert free == [True, False, True, False, False, False, False]


LABELS = st.text("abcdefg XYZäß", min_size=1, max_size=12).map(str.strip).filter(bool)
TREES = st.recursive(
    st.just(()),
    lambda inner: st.lists(st.tuples(LABELS, inner), max_size=3).map(tuple),
    max_leaves=12,
)


def written(tree, depth=0):
    return [
        line
        for label, below in tree
        for line in [" " * 2 * depth + label, *written(below, depth + 1)]
    ]


@given(TREES)
def test_every_outline_comes_back_alike(tree):
    text = "\n".join(written(tree))
    once = causes_of(text)
    assert outline(once) == text
    assert causes_of(outline(once), once) == once
