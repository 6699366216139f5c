"""Every literal, rendered from hostile and from random values, is read back by ClickHouse as the same value; and in a
filter it lets exactly the tenant's rows through."""

import datetime
import random
import string
import struct
import uuid

import pytest
from conftest import Refused, bigint

RANDOM = random.Random("mintbird")
INTEGERS = {f"{sign}Int{bits}": (sign, bits) for sign in ["", "U"] for bits in [8, 16, 32, 64]}

HOSTILE = [
    "'", "''", "'''", "\\", "\\\\", "\\'", "'\\", "\\\\'", '"', "`", "\0", "\0'", "\n", "\r\n", "\t",
    "\b\f\v\a\x1b\x7f",
    "' OR 1=1 --", "' OR '1'='1", "\\' OR 1=1 --", "\\\\' OR 1=1 --", "'; DROP TABLE events; --", "') OR (1=1",
    "' UNION ALL SELECT * FROM events --",
    "%27 OR 1=1", "%5c%27", "&#39; OR 1=1", "\\x27 OR 1=1", "\\u0027", "\\047", "\\N", "\\0", "\\e", "\\x", "\\xZZ",
    "--", "-- \n", "/*", "*/", "/* */", "//", "#", "#!", ";", "$$", "$x$", "{", "}", "{{", "}}", "{x:String}",
    "{{ org_id }}", "{% if 1 %}", "{# #}",
    "‘", "’", "’ OR 1=1 --", "‘’", "“", "”", "＇ OR 1=1", "ʼ", "′", "«»", "Zoë", "日本語", "😀", "\u2028\u2029", "\u200b",
    "\ufeff", "\u202e", "\uffff", "\U0010ffff", "e\u0301",
    "NULL", "true", "0", "-1", " ", "  a  ", "a b", "(", ")", "[", "]", ",", "%", "_", "%%", "?", "@", "@@x", ":",
    "::String", "=", "\x01\x02", "a\\", "\\n", "\\\n",
    # as long as a token's 16 KiB can hold
    "x" * 10_000, "😀" * 2_500, "\0" * 3_000, "'" * 3_500, "\\" * 2_500, "{" * 2_000,
]  # fmt: skip


def random_text():
    alphabet = RANDOM.choice(["'\\", "'\"`\\\n\0-/*{}%$#; OR=1xn0b", string.printable, None])
    length = RANDOM.randint(1, 40)
    if alphabet:
        return "".join(RANDOM.choice(alphabet) for _ in range(length))
    points = (
        RANDOM.choice([RANDOM.randrange(0x100), RANDOM.randrange(0xD800), RANDOM.randrange(0xE000, 0x110000)])
        for _ in range(length)
    )
    return "".join(map(chr, points))


def batches(items, size):
    return [items[at : at + size] for at in range(0, len(items), size)]


def read_back(clickhouse, expressions):
    """The value of each expression, as ClickHouse's text of it."""
    values = []
    for batch in batches(expressions, 500):
        (row,) = clickhouse(f"SELECT {', '.join(batch)}")
        values += row
    return values


def hexed(texts):
    return [text.encode().hex().upper() for text in texts]


def test_strings(mintbird, clickhouse):
    values = HOSTILE + [random_text() for _ in range(3000)]
    literals = mintbird.literals("String", values)
    assert read_back(clickhouse, [f"hex({literal})" for literal in literals]) == hexed(values)
    assert set(read_back(clickhouse, [f"toTypeName({literal})" for literal in literals])) == {"String"}


def test_strings_survive_the_notations_of_their_surroundings(mintbird, clickhouse):
    """A literal is one literal whatever stands around it."""
    for condition in ["({v:String} = x)", "x={v:String} OR 0", "x IN ({v:String},{v:String})", "has([{v:String}], x)"]:
        values = [value for value in HOSTILE if len(value) < 1_000]
        for value, sql in zip(values, mintbird.filters(condition, [{"v": value} for value in values]), strict=True):
            (row,) = clickhouse(f"SELECT ({sql}), count() OVER () FROM (SELECT unhex('{value.encode().hex()}') AS x)")
            assert row == ["1", "1"], sql[:200]


@pytest.mark.parametrize("kind", INTEGERS)
def test_integers(mintbird, clickhouse, kind):
    sign, bits = INTEGERS[kind]
    low, high = (0, 2**bits - 1) if sign else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    values = [low, low + 1, 0, 1, high - 1, high] + [RANDOM.randint(low, high) for _ in range(200)]
    for given in [[bigint(value) for value in values], [str(value) for value in values]]:
        literals = mintbird.literals(kind, given)
        assert read_back(clickhouse, [f"accurateCast({literal}, '{kind}')" for literal in literals]) == [
            str(v) for v in values
        ]
        # A literal has the narrowest type; comparing it with a column of the type that was asked for is exact.
        equal = [
            f"{literal} = accurateCast('{value}', '{kind}')" for literal, value in zip(literals, values, strict=True)
        ]
        assert set(read_back(clickhouse, equal)) == {"1"}
    for value in [low - 1, high + 1, "1 OR 1", "1.0", "0x10", True]:
        with pytest.raises(Refused):
            mintbird.literals(kind, [bigint(value) if type(value) is int else value])


def test_a_minus_before_a_negative_number(mintbird, clickhouse):
    values = [-127, -1, 0, 1, 127]  # to ClickHouse -(-128) is -128, as an Int8
    for condition in ["-{v:Int8}", "- {v:Int8}", "0-{v:Int8}", "0 -{v:Int8}", "-(-(-{v:Int8}))"]:
        filters = mintbird.filters(condition, [{"v": value} for value in values])
        assert read_back(clickhouse, filters) == [str(-value) for value in values], condition
    (minus,) = mintbird.filters("1.5-{v:Float64}", [{"v": -0.25}])
    assert read_back(clickhouse, [minus]) == ["1.75"]


def test_floats(mintbird, clickhouse):
    edges = [
        0.0,
        1.0,
        -1.0,
        0.1,
        -0.1,
        1 / 3,
        5e-324,
        2.2250738585072014e-308,
        1.7976931348623157e308,
        -1.7976931348623157e308,
        1e21,
        1e-7,
        2.0**53,
        2.0**64,
        123456789012345680.0,
    ]
    bits = [struct.unpack("<d", RANDOM.randbytes(8))[0] for _ in range(1000)]
    values = edges + [value for value in bits if value == value and abs(value) != float("inf")]
    expected = [str(struct.unpack("<Q", struct.pack("<d", value))[0]) for value in values]
    # A JavaScript number over 2⁵³ that is whole may have lost digits, so that one is given as a string.
    numbers = [repr(value) if value.is_integer() and 2**53 <= abs(value) else value for value in values]
    for given in [numbers, [repr(value) for value in values]]:
        literals = mintbird.literals("Float64", given)
        assert read_back(clickhouse, [f"reinterpretAsUInt64(toFloat64({literal}))" for literal in literals]) == expected


def test_bools(mintbird, clickhouse):
    literals = mintbird.literals("Bool", [True, False, "true", "false"])
    assert read_back(clickhouse, literals) == ["true", "false", "true", "false"]
    assert set(read_back(clickhouse, [f"toTypeName({literal})" for literal in literals])) == {"Bool"}


def test_uuids(mintbird, clickhouse):
    values = [str(uuid.UUID(int=RANDOM.getrandbits(128))) for _ in range(200)] + [
        str(uuid.UUID(int=0)),
        str(uuid.UUID(int=2**128 - 1)),
    ]
    literals = mintbird.literals("UUID", values + [value.upper() for value in values])
    assert read_back(clickhouse, literals) == values * 2
    assert set(read_back(clickhouse, [f"toTypeName({literal})" for literal in literals])) == {"UUID"}


def test_dates(mintbird, clickhouse):
    days = [0, 1, 58, 59, 789, 11016, 65534, 65535] + [RANDOM.randint(0, 65535) for _ in range(300)]
    values = [str(datetime.date(1970, 1, 1) + datetime.timedelta(days=day)) for day in days]
    literals = mintbird.literals("Date", values)
    assert read_back(clickhouse, literals) == values
    assert read_back(clickhouse, [f"toUInt16({literal})" for literal in literals]) == [str(day) for day in days]
    assert set(read_back(clickhouse, [f"toTypeName({literal})" for literal in literals])) == {"Date"}


def test_times(mintbird, clickhouse):
    seconds = [0, 1, 86399, 2**31 - 1, 2**31, 2**32 - 1] + [RANDOM.randrange(2**32) for _ in range(300)]
    epoch = datetime.datetime(1970, 1, 1)
    values = [str(epoch + datetime.timedelta(seconds=second)) for second in seconds]
    for given in [values, [value.replace(" ", "T") for value in values], seconds]:
        literals = mintbird.literals("DateTime", given)
        assert read_back(clickhouse, literals) == values
        assert read_back(clickhouse, [f"toUnixTimestamp({literal})" for literal in literals]) == [
            str(second) for second in seconds
        ]
        assert set(read_back(clickhouse, [f"toTypeName({literal})" for literal in literals])) == {"DateTime"}


def test_arrays(mintbird, clickhouse):
    texts = [HOSTILE[at : at + 5] for at in range(0, len(HOSTILE) - 10, 5)] + [
        ["", "a"],
        [""],
        [random_text() for _ in range(50)],
    ]
    literals = mintbird.literals("Array(String)", texts)
    joined = read_back(
        clickhouse, [f"arrayStringConcat(arrayMap(x -> hex(x), {literal}), ',')" for literal in literals]
    )
    assert joined == [",".join(hexed(items)) for items in texts]
    assert set(read_back(clickhouse, [f"toTypeName({literal})" for literal in literals])) == {"Array(String)"}

    for kind, (sign, bits) in INTEGERS.items():
        low, high = (0, 2**bits - 1) if sign else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        lists = [[low, high]] + [[RANDOM.randint(low, high) for _ in range(RANDOM.randint(1, 5))] for _ in range(20)]
        literals = mintbird.literals(f"Array({kind})", [[bigint(value) for value in values] for values in lists])
        cast = read_back(clickhouse, [f"CAST({literal}, 'Array({kind})')" for literal in literals])
        assert cast == [str(values).replace(" ", "") for values in lists]

    nested = [[["a'", "\\"], ["]", "['"]], [["{"]], [[random_text() for _ in range(3)] for _ in range(3)]]
    literals = mintbird.literals("Array(Array(String))", nested)
    joined = read_back(
        clickhouse,
        [
            f"arrayStringConcat(arrayMap(y -> arrayStringConcat(arrayMap(x -> hex(x), y), ','), {literal}), ';')"
            for literal in literals
        ],
    )
    assert joined == [";".join(",".join(hexed(inner)) for inner in outer) for outer in nested]

    for kind, values in [
        ("UUID", [str(uuid.UUID(int=7)), str(uuid.UUID(int=8))]),
        ("Date", ["1970-01-01", "2149-06-06"]),
        ("DateTime", ["1970-01-01 00:00:00", "2106-02-07 06:28:15"]),
    ]:
        (literal,) = mintbird.literals(f"Array({kind})", [values])
        assert read_back(
            clickhouse, [f"arrayStringConcat(arrayMap(x -> toString(x), {literal}), ',')", f"toTypeName({literal})"]
        ) == [",".join(values), f"Array({kind})"]
    (literal,) = mintbird.literals("Array(Array(Array(Array(Float64))))", [[[[[0.1, -1e-300]]]]])
    assert read_back(clickhouse, [literal]) == ["[[[[0.1,-1e-300]]]]"]


def rows_of(clickhouse, condition):
    return {row[0] for row in clickhouse(f"SELECT tenant FROM events WHERE {condition}")}


def table(clickhouse, kind, values, write):
    """A table of three tenants with two rows each. The values get there without any literal of ours."""
    clickhouse("DROP TABLE IF EXISTS events")
    clickhouse(f"CREATE TABLE events (tenant UInt8, n Int8, v {kind}) ENGINE = Memory")
    rows = [f"({tenant}, {n}, {write(value)})" for tenant, value in enumerate(values) for n in [-5, 5]]
    clickhouse(f"INSERT INTO events SELECT * FROM values('tenant UInt8, n Int8, v {kind}', {', '.join(rows)})")


def write_string(value):
    return f"unhex('{value.encode().hex()}')"


def test_exactly_the_tenants_rows_of_hostile_names(mintbird, clickhouse):
    """Each hostile text is a tenant's name, beside a tenant named nearly the same and an innocent one."""
    hostile = [value for value in HOSTILE if len(value) < 100]
    conditions = [
        "v = {v:String}",
        "v = {v:String} AND n > -{n:Int8}",
        "v IN ({v:String})",
        "v IN {l:Array(String)}",
        "has({l:Array(String)}, v)",
    ]
    filters = {
        condition: mintbird.filters(
            condition,
            [
                {name: {"v": value, "l": [value], "n": -4}[name] for name in "vln" if f"{{{name}:" in condition}
                for value in hostile
            ],
        )
        for condition in conditions
    }
    for at, value in enumerate(hostile):
        table(clickhouse, "String", [value, value + "'", "acme"], write_string)
        for condition in conditions:
            assert rows_of(clickhouse, filters[condition][at]) == {"0"}, filters[condition][at]
    assert rows_of(clickhouse, "1") == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        *((kind, ["0", "1", str(2 ** (bits - (not sign)) - 1)]) for kind, (sign, bits) in INTEGERS.items()),
        ("Int64", ["-9223372036854775808", "-1", "9223372036854775807"]),
        ("Float64", ["0.1", "0.10000000000000002", "-1e-300"]),
        ("UUID", [str(uuid.UUID(int=n)) for n in [0, 1, 2**128 - 1]]),
        ("Date", ["1970-01-01", "1970-01-02", "2149-06-06"]),
        ("DateTime", ["1970-01-01 00:00:00", "1970-01-01 00:00:01", "2106-02-07 06:28:15"]),
    ],
)
def test_exactly_the_tenants_rows_of_other_types(mintbird, clickhouse, kind, values):
    table(clickhouse, kind, values, lambda value: f"'{value}'")
    for tenant, value in enumerate(values):
        (equal,) = mintbird.filters(f"v = {{v:{kind}}}", [{"v": value}])
        assert rows_of(clickhouse, equal) == {str(tenant)}, equal
        (within,) = mintbird.filters(f"v IN {{v:Array({kind})}}", [{"v": [value]}])
        assert rows_of(clickhouse, within) == {str(tenant)}, within


def test_exactly_the_tenants_rows_of_flags(mintbird, clickhouse):
    table(clickhouse, "Bool", [True, False, True], str)
    for value, tenants in [(True, {"0", "2"}), (False, {"1"})]:
        (condition,) = mintbird.filters("v = {v:Bool}", [{"v": value}])
        assert rows_of(clickhouse, condition) == tenants


def test_clickhouse_has_the_traps_that_filters_refuse(mintbird, clickhouse):
    """Why a template may hold neither typographic quotes nor comments: to ClickHouse they are what they look like."""
    assert read_back(clickhouse, ["‘acme’", "length(‘a'b’)"]) == ["acme", "3"]
    assert clickhouse("SELECT 1 // 2") == [["1"]]
    for condition in [
        "v = ‘{v:String}’",
        "v = 1 // {v:String}",
        "v = 1 -- {v:String}",
        "v = 1 /* {v:String} */",
        "v = '{v:String}'",
    ]:
        with pytest.raises(Refused) as refused:
            mintbird.filters(condition, [{"v": "x"}])
        assert refused.value.code == "template"


BEFORE = [
    "", "a = ", "a=", "f ", "a = f ", "s AS ", "COLUMNS(", "tuple(* EXCEPT (", "tuple(* APPLY(", "1e+", "1e-", ".5e+", "1.e+", "0x1e+", "x1e+",
    "-", "- ", "a - ", "a-", "a.", "a . ", "a::", "a :: ", "a IN ", "a NOT IN ", "a GLOBAL IN ", "CASE ", "a > now() - INTERVAL ", "(", "f(",
    "f(1, ", "f(-", "[", "[1, ", "arr[", "arr [", "arrayMap(x -> ", "NOT ", "not ", "a AND ", "a or ", "a BETWEEN 1 AND ", "a LIKE ",
    "a ILIKE ", "'b' ", "`b` ", '"b" ', "1 ", "f(1) ", "f(1)", "arr[1] ", "NULL ", "a IS ", "a IS NOT ", "a % ", "a ? 1 : ", "a ? ", "a || ",
    "a DIV ", "a MOD ", "t.and ", "t . in ", "a != ", "a <=> ", "a IN (SELECT ", "a IN (SELECT DISTINCT ", "a IN (SELECT b FROM c WHERE ",
    "a IN (SELECT b FROM c LIMIT ", "a IN (SELECT b FROM c ORDER BY ", "a IN (SELECT b FROM ", "a IN (SELECT b FROM c, ", "true ", "end ",
    "a ^ ", "j.^ ", "@", "@@ ", "DATE ", "TIMESTAMP ", "interval ", "extract(DAY FROM ", "cast(", "cast(a AS ", "a IN (1, ", "(1, ", "x = (SELECT ",
    "and ", "OR ", "like ", "in ", "mod ", "div ", "then ", "when ", "else ", "between ", "limit ", "where ", "select ", "distinct ", "by ", "on ",
    "with ", "f(distinct ", "a = and ", "a NOT ", "a NOT LIKE ", "NOT NOT ", "all ", "a = not ", "CASE WHEN ", "CASE WHEN a THEN ",
    "CASE WHEN a THEN 1 ELSE ", "CASE a WHEN ", "(not ", "a IN (WITH ", "a IN (SELECT 1 FROM c JOIN d ON ", "a GLOBAL NOT IN ", "x(in ",
]  # fmt: skip
BEHIND = [
    "", ")", "))", "]", "])", " AND b", " = b", " b", "(1)", " (1)", "[1]", " [1]", " AS z", "::String", ".1", " . 1", " DAY", " days", " + 1", "-1",
    " - 1", " IS NULL", " OR 1", ", b)", ", b", " 'x'", " WHEN 1 THEN 2 END", " ? 1 : 2", "e5", " IN (1)", " THEN 1 END", "1", " BETWEEN 1 AND 2",
]  # fmt: skip
SAMPLES = {
    "String": ["a", "b' OR 1", "--", "\\", ")"],
    "Bool": [True, False],
    "Int8": [5, -5, 0],
    "UInt8": [5, 0],
    "Float64": [0.5, -0.5, 1e-7],
    "UUID": [str(uuid.UUID(int=0)), str(uuid.UUID(int=2**128 - 1))],
    "Date": ["1970-01-01", "2024-02-29"],
    "DateTime": ["1970-01-01 00:00:00", 5],
    "Array(String)": [["a"], ["a", "b'"]],
    "Array(Int8)": [[5], [-5, 5], [-5]],
}


def tree(clickhouse, condition):
    """The syntax tree of a condition, in which every literal is one leaf; None where ClickHouse cannot read it."""
    try:
        rows = clickhouse(f"EXPLAIN AST SELECT 1 FROM t WHERE {condition}")
    except RuntimeError:
        return None
    lines, inside = [], None
    for (row,) in rows:
        depth = len(row) - len(row.lstrip(" "))
        if inside is not None and depth > inside:
            continue
        inside = None
        node = row.strip().split(" (children")[0]
        # A minus before a number is folded into it.
        if node.startswith("Literal") or node.split(" (alias")[0] in CALLS:
            inside = depth
            node = "Literal" + (" (alias" + node.split(" (alias")[1] if " (alias" in node else "")
        lines.append((depth, node))
    return lines


CALLS = {f"Function {name}" for name in ["toUUID", "toDate", "toDateTime", "array", "negate"]}


@pytest.mark.parametrize("kind", SAMPLES)
def test_no_value_changes_what_a_filter_says(mintbird, clickhouse, kind):
    """Whatever stands around a placeholder: where the template is taken, all values make the same syntax tree."""
    taken = read = 0
    for before in BEFORE:
        for behind in BEHIND:
            condition = f"{before}{{v:{kind}}}{behind}"
            try:
                filters = mintbird.filters(condition, [{"v": value} for value in SAMPLES[kind]])
            except Refused as refused:
                assert refused.code == "template"
                continue
            taken += len(filters)
            trees = [tree(clickhouse, condition) for condition in filters]
            read += sum(tree is not None for tree in trees)
            assert all(tree == trees[0] for tree in trees), filters
    assert taken > 500 and read > 100, (taken, read)
