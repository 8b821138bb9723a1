"""Kusto queries run on DuckDB, over JSON lines.

In:  {"id", "mode": "load", "table", "columns": {name: type}, "rows": [{name: value}]}
     {"id", "mode": "run", "text"}
Out: {"id", "ok", "columns", "rows"} or {"id", "ok": false, "error"}

The translator is duckdb-kql. What it lacks is added here, and each addition is a case in tests/kql_executor.rs with the
value that Microsoft's documentation gives:

- ipv4_is_in_range, ipv4_is_in_any_range, ipv4_is_private, ipv6_is_in_range, ipv6_is_in_any_range, bag_has_key, bag_keys, isfinite;
- mv-apply, with_itemindex too, with `where`, `extend`, `take 1`, `top 1 by x asc`, `summarize` of countif(), minif(), maxif()
  and mv-apply inside it;
- sort + prev(), next(), row_cumsum();
- \\uXXXX in a text literal, which the translator takes for six characters (Microsoft's parser reads one).
"""

import ipaddress
import json
import re
import sys

import duckdb
import duckdb_kql
from duckdb_kql.translate import functions as registry

CON = duckdb.connect()
CON.execute("SET TimeZone='UTC'")


# Functions that the translator lacks.

def _v4(text):
    address, _, prefix = text.partition("/")
    parts = address.split(".")
    if len(parts) != 4 or not all(part.isdigit() and int(part) < 256 for part in parts):
        return None
    if prefix and not (prefix.isdigit() and int(prefix) <= 32):
        return None
    value = ".".join(str(int(part)) for part in parts)
    return ipaddress.ip_interface(f"{value}/{prefix or 32}").network


def _v6(text):
    v4 = _v4(text)
    if v4 is not None:
        return ipaddress.ip_network(f"::ffff:{v4.network_address}/{96 + v4.prefixlen}", strict=False)
    try:
        return ipaddress.IPv6Interface(text.split("%")[0]).network
    except ValueError:
        return None


def _inside(parse, address, network):
    address, network = parse(address), parse(network)
    if address is None or network is None:
        return None
    return address.network_address in network


def ipv4_is_in_range(address, network):
    return _inside(_v4, address, network)


def ipv6_is_in_range(address, network):
    return _inside(_v6, address, network)


def ipv4_is_private(address):
    found = [_inside(_v4, address, network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
    return None if None in found else any(found)


def bag_has_key(bag, key):
    if bag is None:
        return None
    bag = json.loads(bag)
    if not isinstance(bag, dict):
        return None
    if key.startswith("$."):
        for step in key[2:].split("."):
            if not isinstance(bag, dict) or step not in bag:
                return False
            bag = bag[step]
        return True
    return key in bag


def own(name, function, parameters, result):
    CON.create_function(f"kql_{name}", function, parameters, result, null_handling="special")


def guard(function):
    if function.__code__.co_argcount == 1:
        return lambda one: None if one is None else function(one)
    return lambda one, other: None if one is None or other is None else function(one, other)


def bag_keys(bag):
    bag = None if bag is None else json.loads(bag)
    return json.dumps(list(bag)) if isinstance(bag, dict) else None


own("bag_keys", bag_keys, ["VARCHAR"], "VARCHAR")
own("ipv4_is_in_range", guard(ipv4_is_in_range), ["VARCHAR", "VARCHAR"], "BOOLEAN")
own("ipv6_is_in_range", guard(ipv6_is_in_range), ["VARCHAR", "VARCHAR"], "BOOLEAN")
own("ipv4_is_private", guard(ipv4_is_private), ["VARCHAR"], "BOOLEAN")
own("bag_has_key", bag_has_key, ["VARCHAR", "VARCHAR"], "BOOLEAN")


def add(name, template, arity):
    registry.SCALAR_FUNCTIONS[name] = registry._f(name, "template", template, arity)


add("ipv4_is_in_range", "kql_ipv4_is_in_range({0}, {1})", (2,))
add("ipv6_is_in_range", "kql_ipv6_is_in_range({0}, {1})", (2,))
add("ipv4_is_private", "kql_ipv4_is_private({0})", (1,))
add("bag_has_key", "kql_bag_has_key(CAST({0} AS VARCHAR), {1})", (2,))
add("bag_keys", "CAST(kql_bag_keys(CAST({0} AS VARCHAR)) AS JSON)", (1,))
add("isfinite", "isfinite({0})", (1,))

# The pipeline, stage by stage.

def split(text, separator):
    """The pieces of a query between separators outside brackets and literals; comments go."""
    out, piece, depth, at = [], "", 0, 0
    while at < len(text):
        rest = text[at:]
        if rest.startswith("//"):
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            continue
        literal = re.match(r'@"(?:[^"]|"")*"|"(?:[^"\\]|\\.)*"', rest, re.S)
        if literal:
            piece += literal.group()
            at += literal.end()
            continue
        char = text[at]
        depth += (char in "([{") - (char in ")]}")
        if char == separator and depth == 0:
            out.append(piece.strip())
            piece = ""
        else:
            piece += char
        at += 1
    return out + [piece.strip()]


TEMPORARY = 0


def fresh():
    global TEMPORARY
    TEMPORARY += 1
    return f"stage_{TEMPORARY}"


def columns_of(table):
    return [row[0] for row in CON.execute(f'DESCRIBE "{table}"').fetchall()]


def unescaped(kql):
    """The character in place of \\uXXXX; a backslash before it that is escaped itself is left alone."""
    return re.sub(r"(\\\\)|\\u([0-9A-Fa-f]{4})", lambda match: match.group(1) or chr(int(match.group(2), 16)), kql)


def translated(kql):
    # A null inside an array is null, as `isnull` documents it; DuckDB keeps a JSON value of type null there.
    sql = str(duckdb_kql.to_sql(any_of(unescaped(kql)), schema=schema()))
    return sql.replace("json_extract(", "kql_extract(")


CON.execute("""CREATE MACRO kql_extract(value, path) AS
    CASE WHEN json_type(json_extract(value, path)) = 'NULL' THEN NULL ELSE json_extract(value, path) END""")


def schema():
    tables = [row[0] for row in CON.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    return {table: columns_of(table) for table in tables}


def any_of(kql):
    """ipv4_is_in_any_range(a, n, ...) is an `or` of ipv4_is_in_range(a, n), and null as that is."""
    while True:
        match = re.search(r"(ipv[46])_is_in_any_range\(", kql)
        if not match:
            return kql
        end, depth = match.end(), 1
        while depth:
            depth += (kql[end] == "(") - (kql[end] == ")")
            end += 1
        address, *networks = split(kql[match.end():end - 1], ",")
        tests = " or ".join(f"{match.group(1)}_is_in_range({address}, {network})" for network in networks)
        kql = kql[:match.start()] + f"({tests})" + kql[end:]


def materialise(sql):
    table = fresh()
    CON.execute(f'CREATE TEMP TABLE "{table}" AS {sql}')
    return table


def run(table, stages):
    for stage in stages:
        if stage.startswith("mv-apply"):
            table = apply(table, stage)
        elif re.match(r"sort\b", stage):
            table = materialise(translated(f"{table} | {stage}"))
        elif "row_cumsum(" in stage:
            table = cumulated(table, stage)
        elif "prev(" in stage or "next(" in stage:
            table = neighbours(table, stage)
        else:
            table = materialise(translated(f"{table} | {stage}"))
    return table


def neighbours(table, stage):
    """prev(x, n), next(x, n): the value of x in the row n before or behind, in the order of the sort before; a third
    argument is the value where there is no such row, which is null (an empty text for text) otherwise."""
    added = []
    texts = {row[0] for row in CON.execute(f'DESCRIBE "{table}"').fetchall() if row[1] == "VARCHAR"}

    def column(match):
        way, name, distance, default = match.groups()
        function = "lag" if way == "prev" else "lead"
        default = default or ("''" if name in texts else "NULL")
        added.append(f'{function}("{name}", {distance}, {default}) OVER () AS "{way}_{name}_{distance}"')
        return f"{way}_{name}_{distance}"

    stage = re.sub(r"(prev|next)\((\w+), (\d+)(?:, (\d+))?\)", column, stage)
    lagged = materialise(f'SELECT *, {", ".join(dict.fromkeys(added))} FROM "{table}"')
    return materialise(translated(f"{lagged} | {stage}"))


def cumulated(table, stage):
    """row_cumsum(x): the sum of x in the rows up to this one, in the order of the sort before."""
    name, column = re.fullmatch(r"extend (\w+) = row_cumsum\((\w+)\)", stage).groups()
    frame = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    return materialise(f'SELECT *, CAST(sum("{column}") OVER ({frame}) AS BIGINT) AS "{name}" FROM "{table}"')


def apply(table, stage):
    """Each row's array becomes rows, the stages inside run for each of these groups, and the rest stays."""
    head, inner = re.fullmatch(r"mv-apply (.*?)\bon \((.*)\)", stage, re.S).groups()
    row = fresh()
    numbered = materialise(f'SELECT *, row_number() OVER () AS "{row}" FROM "{table}"')
    expanded = materialise(translated(f"{numbered} | mv-expand {head.strip()}"))
    for part in split(inner, "|"):
        one = re.fullmatch(r"take 1|top 1 by (\w+) (asc|desc)", part)
        if one:
            order = f'ORDER BY "{one.group(1)}" {one.group(2)}' if one.group(1) else ""
            expanded = materialise(
                f'SELECT * FROM "{expanded}" QUALIFY row_number() OVER (PARTITION BY "{row}" {order}) = 1')
        elif part.startswith("summarize"):
            expanded = summarised(numbered, row, expanded, part)
        else:
            expanded = run(expanded, [part])
    return materialise(f'SELECT * EXCLUDE ("{row}") FROM "{expanded}"')


# Of the values of a group's rows for which the condition holds; without one, a count is 0 and the others are null.
AGGREGATES = {"countif": "count(*)", "minif": "min({})", "maxif": "max({})"}


def summarised(numbered, row, expanded, stage):
    """A row for each group, with its own columns and what is summed up of its elements."""
    names, sums = [], []
    for piece in split(stage.removeprefix("summarize"), ","):
        name, function, arguments = re.fullmatch(r"(\w+)\s*=\s*(countif|minif|maxif)\((.*)\)", piece, re.S).groups()
        *value, condition = split(arguments, ",")
        expanded = materialise(translated(f"{expanded} | extend {name} = ({condition})"))
        names.append(name)
        sums.append(f'{AGGREGATES[function].format(*value)} FILTER (WHERE "{name}") AS "{name}"')
    groups = f'SELECT "{row}", {", ".join(sums)} FROM "{expanded}" GROUP BY 1'
    columns = ", ".join(f'g."{name}"' for name in names)
    # Whether a group whose rows are all gone gives a row, the documentation does not say: here it does not.
    return materialise(f'SELECT n.*, {columns} FROM "{numbered}" n JOIN ({groups}) g USING ("{row}")')


TYPES = {"string": "VARCHAR", "long": "BIGINT", "int": "BIGINT", "real": "DOUBLE", "bool": "BOOLEAN",
         "datetime": "TIMESTAMP", "dynamic": "JSON"}


def load(request):
    columns = request["columns"]
    listed = ", ".join(f'"{name}" {TYPES[kind]}' for name, kind in columns.items())
    CON.execute(f'CREATE OR REPLACE TABLE "{request["table"]}" ({listed})')
    for row in request["rows"]:
        values = []
        for name, kind in columns.items():
            value = row.get(name)
            if kind == "dynamic" and value is not None:
                value = json.dumps(value)
            if kind == "string" and value is None:
                value = ""
            if kind == "datetime" and value is not None:
                value = value.rstrip("Z")
            values.append(value)
        marks = ", ".join("?" for _ in values)
        CON.execute(f'INSERT INTO "{request["table"]}" VALUES ({marks})', values)
    return {"columns": [], "rows": []}


def answer(request):
    if request["mode"] == "load":
        return load(request)
    source, *stages = split(request["text"], "|")
    if source.startswith("print"):
        table = materialise(translated(source))
        table = run(table, stages)
    else:
        table = run(source, stages)
    result = CON.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in result.description]
    rows = [[value if value is None or isinstance(value, (int, float, str, bool)) else str(value) for value in row]
            for row in result.fetchall()]
    for (name,) in CON.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall():
        CON.execute(f'DROP TABLE "{name}"')
    return {"columns": names, "rows": rows}


for line in sys.stdin:
    request = json.loads(line)
    try:
        reply = {"id": request["id"], "ok": True, **answer(request)}
    except Exception as error:  # whatever goes wrong is the answer
        reply = {"id": request["id"], "ok": False, "error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
