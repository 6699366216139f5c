"""Templates put together at random from what the language has."""

NAMES = ["x", "y", "org_id", "page"]
LITERALS = ["1", "0", "-2", "2.5", "'a'", "'5'", "''", "'a,b'", "'2024-01-01'", "None", "True", "[1, 2]", "['a', 'b']", "('a',)", "{'a': 1}", "\"it's\""]
TYPES = "String Int32 UInt8 Int64 Float64 Boolean Date DateTime Array JSON".split()
OTHERS = "defined column columns symbol table split_to_array enumerate_with_last sql_and sql_unescape day_diff len max min int float".split()
COMPARISONS = ["==", "!=", "<", ">=", "in", "not in", "is", "is not"]


def expression(chance, depth, block):
    """An expression. In a block there may be more than in an output."""
    kind = chance.random()
    if depth <= 0 or kind < 0.25:
        return chance.choice(NAMES + ["z"]) if chance.random() < 0.6 else chance.choice(LITERALS)
    inner = lambda: expression(chance, depth - 1, block)  # noqa: E731
    if kind < 0.5:
        name = chance.choice(TYPES)
        default = chance.choice(["", ", " + chance.choice(LITERALS), ", default=" + inner(), ", description='d', required=True"])
        element = ", 'String'" if name == "Array" else ""
        return f"{name}({inner()}{element}{default})"
    if kind < 0.62:
        name = chance.choice(OTHERS)
        if name == "sql_and":
            return f"sql_and(a={inner()}, b__in={inner()})"
        return f"{name}({inner()}{chance.choice(['', ', ' + inner()])})"
    if kind < 0.7:
        return f"{inner()} {chance.choice('+-*')} {inner()}"
    if kind < 0.76:
        return f"{inner()}[{chance.choice(['0', '1:', ':-1', repr('a'), '-1', '::2'])}]"
    if kind < 0.82:
        return f"{inner()}.{chance.choice(['split', 'join', 'get', 'replace', 'lower', 'strip'])}({chance.choice(['', inner()])})"
    if kind < 0.86:
        return f"({inner()})"
    if not block:
        return f"{inner()} if {inner()} else {inner()}" if kind < 0.93 else f"not {inner()}"
    if kind < 0.92:
        return f"{inner()} {chance.choice(COMPARISONS)} {inner()}"
    if kind < 0.97:
        return f"{inner()} {chance.choice(['and', 'or'])} {inner()}"
    return f"[i for i in {inner()} if i != {inner()}]"


def part(chance, depth, loop):
    kind = chance.random()
    condition = lambda: expression(chance, 2, True)  # noqa: E731
    inner = lambda loop=loop: body(chance, depth - 1, loop)  # noqa: E731
    if kind < 0.25 or depth <= 0:
        return chance.choice(["SELECT 1", " a ", " { ", "'%'", "\n    , b", "{# c #}", "{{!x}}"])
    if kind < 0.6:
        return "{{" + expression(chance, 3, False) + "}}"
    if kind < 0.76:
        middle = chance.choice(["", "{% elif " + condition() + " %}" + inner()])
        return "{% if " + condition() + " %}" + inner() + middle + chance.choice(["", "{% else %}" + inner()]) + "{% end %}"
    if kind < 0.82:
        return "{% set " + chance.choice(["v", "w", "v, w", "x"]) + chance.choice([" = ", " = ", " += "]) + condition() + " %}"
    if kind < 0.92:
        target = chance.choice(["i", "i, j", "v"])
        over = chance.choice(["split_to_array({})", "enumerate({})", "{}", "range(3)", "enumerate_with_last(split_to_array({}))"])
        return "{% for " + target + " in " + over.format(condition()) + " %}" + inner(True) + "{{i}}" + "{% end %}"
    if kind < 0.96:
        handler = chance.choice(["except", "except ValueError", "except Exception as e"])
        return "{% try %}" + inner() + "{% " + handler + " %}" + inner() + "{% end %}"
    if loop:
        return chance.choice(["{% break %}", "{% continue %}"])
    return chance.choice(["{{v}}", "{{w}}", "{% end %}", "{% else %}", "{{", "{% if x %}", "{{ x = 1 }}", "{% set %}"])


def body(chance, depth, loop=False):
    return "".join(part(chance, depth, loop) for _ in range(chance.randrange(1, 4)))


def template(chance):
    return "SELECT " + body(chance, 3)
