"""Endpoints at random: branches, OR, NOT, unions, subqueries, joins and columns that change their names.

Most are wrong in some way. What `check` is silent about must be right, whatever the shape.
"""

# Columns of each table: its tenants' first. In `numbered`, tenants are numbers.
TEXT = {
    "events": ["org_id", "user_id", "path", "public", "revenue"],
    "sessions": ["org_id", "visitor", "path", "user_id"],
    "users": ["user_id", "org_id", "name"],
    "countries": ["code", "name"],
}
NUMBERS = {"numbered": ["org_id", "path", "public"], "marked": ["org_id", "mark", "public"], "countries": ["code", "name"]}


class Shapes:
    """One endpoint for each call of `endpoint`, out of the dice that it was given."""

    def __init__(self, dice, tables, pin):
        self.dice, self.tables, self.pin, self.aliases = dice, tables, pin, 0

    def pick(self, *items):
        return self.dice.choice(items)

    def chance(self, of):
        return self.dice.random() < of

    def alias(self):
        self.aliases += 1
        return f"t{self.aliases}"

    def tenant(self, columns):
        """The column that a careful author would compare, mostly."""
        likely = [column for column in columns if column.rsplit(".", 1)[-1] in ("org_id", "o", "user_id")]
        return self.dice.choice(likely if likely and self.chance(0.85) else columns)

    def pinned(self, columns):
        column = self.tenant(columns)
        if self.chance(0.75):
            return f"{column} = {self.pin}"
        return self.pick(
            f"{self.pin} = {column}",
            f"{column} IN ({self.pin})",
            f"toString({column}) = toString({self.pin})",
            f"lower(toString({column})) = lower(toString({self.pin}))",
            f"toUInt8OrZero(toString({column})) = toUInt8OrZero(toString({self.pin}))",
            f"{column} != {self.pin}",
            f"{column} IN ({self.pin}, {self.dice.choice(columns)})",
            f"({self.pin} = '' OR {column} = {self.pin})",
            f"has([{self.pin}], {column})",
            f"({column}, 1) = ({self.pin}, 1)",
            f"ifNull({column}, '') = {self.pin}" if "String" in self.pin else f"{column} = {self.pin}",
            f"{{{{column(by, '{column.rsplit('.', 1)[-1]}')}}}} = {self.pin}",
        )

    def plain(self, columns):
        column = self.dice.choice(columns)
        return self.pick("1", "1 = 1", f"toString({column}) != 'x'", f"length(toString({column})) > 1", f"toString({column}) IN ('a', '7', '/a', 'acme')")

    def condition(self, columns, depth=2):
        kind = self.dice.random()
        if depth == 0 or kind < 0.45:
            return self.pinned(columns) if self.chance(0.7) else self.plain(columns)
        one, other = self.condition(columns, depth - 1), self.condition(columns, depth - 1)
        if kind < 0.65:
            return f"({one} AND {other})"
        if kind < 0.72:
            return f"({one} OR {other})"
        if kind < 0.76:
            return f"NOT ({one})"
        if kind < 0.80:
            inner, names = self.relation(0)
            column = self.dice.choice(names)
            where = f" WHERE {self.pinned(names)}" if self.chance(0.8) else ""
            return f"({one} AND {self.tenant(columns)} {self.pick('IN', 'IN', 'NOT IN')} (SELECT {column} FROM {inner}{where}))"
        if kind < 0.93:
            test = self.pick("defined(a)", "not defined(a)", "String(mode, 'own') == 'own'", "Int32(n, 0) > 3", "a == 'x' or defined(b)", "defined(org_id)", "not defined(org_id)")
            if self.chance(0.5):
                return f"({one} {{% if {test} %}} AND {other} {{% end %}})"
            return f"{{% if {test} %}} {one} {{% else %}} {other} {{% end %}}"
        return f"({one} {{% if {self.pick('defined(a)', 'Int32(n, 0) > 3')} %}} {self.pick('AND', 'OR')} {other} {{% end %}})"

    def relation(self, depth):
        """What stands behind FROM, and the names of its columns."""
        kind = self.dice.random()
        if depth == 0 or kind < 0.35:
            table = self.pick(*self.tables)
            return table, list(self.tables[table])
        query, names = self.query(depth - 1)
        return f"({query})", names

    def projected(self, columns):
        """A SELECT list, and the names that it gives."""
        if self.chance(0.35):
            return "*", [column.rsplit(".", 1)[-1] for column in columns] if not any("." in column for column in columns) else None
        chosen = self.dice.sample(columns, self.dice.randint(1, min(3, len(columns))))
        if self.chance(0.7) and not any(column.endswith(("org_id", ".o")) for column in chosen):
            chosen += [column for column in columns if column.endswith("org_id")][:1]
        items, names = [], []
        for column in chosen:
            name = column.rsplit(".", 1)[-1]
            kind = self.dice.random()
            if kind < 0.15:
                name = self.pick("o", "p", "org_id")
                items.append(f"{column} AS {name}")
            elif kind < 0.22:
                items.append(f"{self.pick('lower', 'upper', 'max', 'any')}(toString({column})) AS {name}")
            else:
                items.append(f"{column} AS {name}")
            if name in names:
                items.pop()
            else:
                names.append(name)
        if any(("max(" in item or "any(" in item) for item in items):
            items = [item for item in items if "max(" not in item and "any(" not in item] or items[:1]
            names = [item.rsplit(" AS ", 1)[-1] for item in items]
        return ", ".join(items), names

    def query(self, depth):
        """A query, and the names of its columns."""
        if depth > 0 and self.chance(0.2):
            one, names = self.query(depth - 1)
            other, others = self.query(depth - 1)
            width = min(len(names), len(others))
            one = f"SELECT {', '.join(names[:width])} FROM ({one})"
            other = f"SELECT {', '.join(others[:width])} FROM ({other})"
            return f"{one} {self.pick('UNION ALL', 'UNION DISTINCT')} {other}", names[:width]
        source, columns = self.relation(depth)
        tail = ""
        if self.chance(0.35):
            left, right = self.alias(), self.alias()
            other, others = self.relation(depth)
            kind = self.pick("JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "ANY LEFT JOIN", "LEFT ANTI JOIN", "SEMI JOIN", "CROSS JOIN", ",")
            lefts, rights = [f"{left}.{column}" for column in columns], [f"{right}.{column}" for column in others]
            on = ""
            if kind not in ("CROSS JOIN", ","):
                keys = [f"{left}.{column} = {right}.{column}" for column in columns if column in others]
                parts = self.dice.sample(keys, self.dice.randint(1, len(keys))) if keys else [f"toString({lefts[-1]}) = toString({rights[-1]})"]
                if self.chance(0.3):
                    parts.append(self.pinned(rights if self.chance(0.6) else lefts))
                on = " ON " + " AND ".join(parts)
            source, columns = f"{source} AS {left} {kind} {other} AS {right}{on}", lefts + rights
        if self.chance(0.65):
            tail += f" WHERE {self.condition(columns)}"
        listed, names = self.projected(columns)
        if names is None:
            listed, names = ", ".join(f"{column} AS {column.replace('.', '_')}" for column in columns), [column.replace(".", "_") for column in columns]
        if self.chance(0.12) and listed != "*":
            plain = [name for name in names]
            listed = listed + ", count() AS c"
            tail += " GROUP BY " + ", ".join(item.rsplit(" AS ", 1)[0] for item in listed.split(", ")[:-1])
            if self.chance(0.4):
                tail += f" HAVING {self.pinned(plain)}"
            names = plain + ["c"]
        if self.chance(0.06):
            tail += f" ORDER BY {', '.join(str(index + 1) for index in range(len(names)))} LIMIT 3"
        if self.chance(0.05) and listed != "*":
            listed, names = f"{listed}, (SELECT count() FROM {self.pick(*self.tables)}{self.pick('', ' WHERE ' + 'org_id = ' + self.pin)}) AS k", [*names, "k"]
        return f"SELECT {listed} FROM {source}{tail}", names

    def endpoint(self):
        """The nodes of an endpoint: names and SQL."""
        nodes = []
        if self.chance(0.35):
            sql, names = self.query(1)
            nodes.append(("n", sql))
            self.tables = {**self.tables, "n": names}
        with_part = ""
        if self.chance(0.25):
            sql, names = self.query(1)
            with_part = f"WITH w AS ({sql}) "
            self.tables = {**self.tables, "w": names}
        sql, names = self.query(2)
        final = f"{with_part}SELECT * FROM ({sql})"
        if self.chance(0.5):
            final += f" WHERE {self.condition(names)}"
        nodes.append(("endpoint", final))
        return nodes
