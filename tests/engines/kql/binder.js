// Microsoft's Kusto parser and binder over JSON lines.
//
// In:  {"id", "text", "tables": {table: {column: type}}}
//      or {"id", "mode": "keywords"}, answered with {"id", "words"}
// Out: {"id", "diagnostics": [{"code", "message", "text"}], "columns": [[name, type]], "stages": n}
//
// What the binder lets pass and the service refuses is looked for in its own syntax tree and reported with a code of
// ours: X001 a comparison of different types, X002 a comparison of two dynamic values.
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const vm = require("vm");

const folder = process.argv[2];
for (const file of ["bridge.min.js", "Kusto.Language.Bridge.min.js"]) {
  vm.runInThisContext(fs.readFileSync(path.join(folder, file), "utf8"), { filename: file });
}
const language = Kusto.Language;
const symbols = language.Symbols;

// Globals are costly: one set for each set of tables.
const known = new Map();
function globals(tables) {
  const key = JSON.stringify(tables);
  if (!known.has(key)) {
    const members = Object.entries(tables).map(([name, columns]) => {
      const list = Object.entries(columns).map(
        ([column, type]) => new symbols.ColumnSymbol(column, symbols.ScalarTypes.GetSymbol(type))
      );
      return new symbols.TableSymbol.$ctor4(name, list);
    });
    known.set(key, language.GlobalState.Default.WithDatabase(new symbols.DatabaseSymbol.ctor("db", members)));
  }
  return known.get(key);
}

const NUMBERS = new Set(["int", "long", "real", "decimal"]);
function family(type) {
  return NUMBERS.has(type) ? "number" : type;
}

function typeOf(node) {
  const type = node && node.ResultType;
  return type && type.Name ? type.Name : "unknown";
}

const KINDS = new Map(Object.entries(language.Syntax.SyntaxKind).filter(([, kind]) => typeof kind === "number").map(([name, kind]) => [kind, name]));

const COMPARISONS = new Set([
  "EqualExpression", "NotEqualExpression", "LessThanExpression", "LessThanOrEqualExpression",
  "GreaterThanExpression", "GreaterThanOrEqualExpression",
]);

function check(code, text) {
  const found = [];
  const complain = (node, id, message) =>
    found.push({ code: id, message, text: text.substr(node.TextStart, node.Width) });
  const compare = (node, left, right) => {
    const a = typeOf(left), b = typeOf(right);
    if (a === "unknown" || b === "unknown") complain(node, "X003", `a comparison of ${a} with ${b}`);
    else if (a === "dynamic" && b === "dynamic") complain(node, "X002", "a comparison of two dynamic values");
    else if (a === "dynamic" || b === "dynamic") complain(node, "X002", "a comparison of a dynamic value without a cast");
    else if (family(a) !== family(b)) complain(node, "X001", `a comparison of ${a} with ${b}`);
  };
  const visit = (node) => {
    if (!node) return;
    const kind = KINDS.get(node.Kind);
    if (COMPARISONS.has(kind)) compare(node, node.Left, node.Right);
    if (kind === "InExpression" || kind === "NotInExpression") {
      const list = node.Right.Expressions;
      for (let i = 0; i < list.ChildCount; i++) compare(node, node.Left, list.GetChild(i).GetChild(0));
    }
    for (let i = 0; i < node.ChildCount; i++) visit(node.GetChild(i));
  };
  visit(code.Syntax);
  return found;
}

// The words of the parser that are no name for a column in at least one place where a query may have one.
function keywords() {
  const facts = language.Syntax.SyntaxFacts;
  const words = new Set();
  for (const kind of KINDS.keys()) {
    let text = null;
    try { text = facts.GetText(kind); } catch { /* a kind without a text */ }
    if (text && /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) words.add(text);
  }
  return [...words].sort().filter((word) => {
    const tables = { T: { [word]: "string", d: "dynamic" } };
    return [
      `T | where ${word} == "x"`, `T | where isempty(${word}) or ${word} != "a"`, `T | project d, ${word}`,
      `T | project ${word} = "x"`, `T | extend ${word} = "x"`, `T | where tostring(d.${word}.${word}) == "x"`,
      `T | where not(${word} contains_cs "a")`, `T | summarize ${word} = countif(true)`,
      `T | mv-apply ${word} = d on (where tostring(${word}.a) == "b" | take 1)`,
      `T | summarize count() by ${word}`, `T | sort by ${word} asc | extend p = prev(${word}, 1)`,
    ].some((text) => language.KustoCode.ParseAndAnalyze(text, globals(tables)).GetDiagnostics().Count > 0);
  });
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line);
  let answer;
  try {
    if (request.mode === "keywords") {
      process.stdout.write(JSON.stringify({ id: request.id, words: keywords() }) + "\n");
      return;
    }
    const code = language.KustoCode.ParseAndAnalyze(request.text, globals(request.tables));
    const diagnostics = [];
    const list = code.GetDiagnostics();
    for (let i = 0; i < list.Count; i++) {
      const one = list.getItem(i);
      diagnostics.push({ code: one.Code, message: one.Message, text: request.text.substr(one.Start, one.Length) });
    }
    diagnostics.push(...check(code, request.text));
    const columns = [];
    const result = code.ResultType;
    if (result && result.Columns) {
      for (let i = 0; i < result.Columns.Count; i++) {
        const column = result.Columns.getItem(i);
        columns.push([column.Name, column.Type.Name]);
      }
    }
    answer = { id: request.id, diagnostics, columns };
  } catch (error) {
    answer = { id: request.id, error: String(error && error.stack || error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
