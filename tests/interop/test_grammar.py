"""ClickHouse's own parser on random filters: whatever a template that compiles looks like, the value changes what a literal
says and nothing else of the syntax tree."""

import random
import re

import pytest
from chdb.session import Session
from conftest import Refused

COUNT = 5_000
RANDOM = random.Random("grammar")
# What means something to ClickHouse's lexer or parser, whole and cut short. Words that take a name after them (AS, FORMAT)
# are left out: `true` is one.
FRAGMENTS = [
    *"a b t.a 1 0 1e 1e- 0x 0x1p 0b 1. . - + * / % = == != <> < ( ) [ ] {{ }} , : :: -> ? || | ^ & ~ ! @ \\ N x X E".split(),
    *"DATE INTERVAL AND OR NOT IN LIKE BETWEEN NULL inf nan true CASE WHEN THEN ELSE END DISTINCT EXISTS( CAST( has(".split(),
    *["'x'", "''", "'a''b'", r"'\''", r"'\\'", '"c"', '"c""d"', "`e`", r"`e\`f`", "'--'", "'/*'", r"'\x27'", "'\\", "'", '"'],
    *["`", "$", "$$", "#", "--", "/*", "*/", "//", ";", "’", "‘", "“", "\n", "\t", "\r", " ", "  ", "\u00a0", "{{x:String}}"],
]  # fmt: skip
BEFORE = ["", "a = ", "a IN ", "f(", "(", "NOT ", "a AND ", "a + ", "t . ", "CAST(", "a BETWEEN 1 AND "]
VALUES = {
    "String": ["h", "'", "\\", "\\'", "' OR 1=1 --", "\\' OR 1=1 --", "*/", "\n", "\0'", "$$", "’", "{x:String}", ") OR (1=1"],
    "Bool": [True, False],
    "UInt8": [5, 0, 255],
    "UUID": ["7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", "00000000-0000-0000-0000-000000000000"],
}  # fmt: skip


def some(most):
    """Up to so many fragments, glued together or apart."""
    pieces = (RANDOM.choice(FRAGMENTS) + RANDOM.choice(["", "", " "]) for _ in range(RANDOM.randint(0, most)))
    return "".join(pieces)


def random_filter(kind):
    return f"{RANDOM.choice(BEFORE)}{some(3)}{{v:{kind}}}{some(2)}{RANDOM.choice(['', '', ')', ' AND a = 1'])}"


@pytest.fixture(scope="module")
def shape():
    """The syntax tree of a condition without what its literals say, or None where ClickHouse refuses it."""
    session = Session()

    def shape(condition):
        try:
            tree = str(session.query(f"EXPLAIN AST SELECT * FROM t WHERE {condition}", "TSVRaw"))
        except RuntimeError:
            return None
        return re.sub(r"Literal (?:(?!\(alias ).)*", "Literal ", tree)

    yield shape
    session.close()


@pytest.mark.parametrize("kind", VALUES)
def test_values_do_not_shape_the_tree(mintbird, shape, kind):
    taken = parsed = 0
    for _ in range(COUNT):
        condition = random_filter(kind)
        values = VALUES[kind][:1] + RANDOM.sample(VALUES[kind][1:], min(3, len(VALUES[kind]) - 1))
        try:
            filters = mintbird.filters(condition, [{"v": value} for value in values])
        except Refused:
            continue
        taken += 1
        harmless, *others = map(shape, filters)
        parsed += harmless is not None
        for sql, tree in zip(filters[1:], others, strict=True):
            assert tree == harmless, f"{filters[0]!r} and {sql!r} are different conditions"
    assert parsed > COUNT // 100, "too few of the filters mean anything to ClickHouse"
    print(f"trust: grammar, ClickHouse's parser, {kind} | {taken} filters that compile, {parsed} that parse | 0 found")
