//! Python files that are large, deep, endless or not what they seem: made here, answered soon and without much memory.

use super::limited::{Answer, Scratch, run};
use std::fmt::Write;
use std::fs;
use std::path::Path;

const RULE: &str = "AnalysisType: rule\nRuleID: Bad.Python\nFilename: rule.py\nLogTypes: [Sample.Log]\nSeverity: Low\n";
const RETURN: &str = "\n\ndef rule(event):\n    return event.get(\"a\") == \"x\"\n";

/// Runs the program on a rule with this Python, and these helper modules.
fn answer(python: &[u8], helpers: &[(&str, &str)]) -> Answer {
    let folder = Scratch::new();
    write(folder.path(), "rule.yml", RULE.as_bytes());
    write(folder.path(), "rule.py", python);
    for (name, text) in helpers {
        write(
            folder.path(),
            &format!("global_helpers/{name}.py"),
            text.as_bytes(),
        );
    }
    let answer = run(folder.path(), &["check", "rule.yml"]);
    assert!(
        answer.stderr.len() < 20_000,
        "{} bytes of messages",
        answer.stderr.len()
    );
    answer
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn short(text: &str) -> String {
    text.chars().take(800).collect()
}

/// An error in the Python file, which names its place.
#[track_caller]
fn refused(python: &str) {
    refused_with(python, &[]);
}

#[track_caller]
fn refused_with(python: &str, helpers: &[(&str, &str)]) {
    let answer = answer(python.as_bytes(), helpers);
    assert_eq!(answer.code, Some(1), "{}", short(&answer.stderr));
    let said = &answer.stderr;
    assert!(said.starts_with("error[T0"), "{}", short(said));
    assert!(said.contains(".py"), "no Python file: {}", short(said));
}

/// Either answer will do, as long as there is one.
#[track_caller]
fn answered(python: &str) {
    let answer = answer(python.as_bytes(), &[]);
    assert!(
        matches!(answer.code, Some(0 | 1)),
        "{:?} {}",
        answer.code,
        short(&answer.stderr)
    );
}

fn returning(expression: &str) -> String {
    format!("def rule(event):\n    return {expression}\n")
}

fn around(open: &str, inside: &str, close: &str, times: usize) -> String {
    format!("{}{inside}{}", open.repeat(times), close.repeat(times))
}

#[test]
fn large_files() {
    refused(&format!("{}{RETURN}", "x = 1\n".repeat(1_700_000)));
    refused(&format!("X = \"{}\"{RETURN}", "x".repeat(10_000_000)));
    refused(&format!("# {}{RETURN}", "x".repeat(10_000_000)));
    refused(&format!("X = [{}]{RETURN}", "1, ".repeat(3_000_000)));
    answered(&format!("X = [{}]{RETURN}", "1, ".repeat(100_000)));
    answered(&returning(&format!("{}True", "True and ".repeat(50_000))));
    answered(&returning(&format!("1{} == 5", " + 1".repeat(50_000))));
}

#[test]
fn deep_expressions() {
    let field = "event.get(\"a\")";
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{1: ", "}"),
        ("not ", ""),
        ("-", ""),
        ("~", ""),
        ("lambda: ", ""),
        ("len(", ")"),
        ("(yield ", ")"),
        ("await ", ""),
        ("1 if 1 else ", ""),
        ("[x for x in ", "]"),
        ("f'{", "}'"),
        ("2 ** ", ""),
        ("x := (", ")"),
        ("*", ""),
    ] {
        refused(&returning(&around(open, field, close, 10_000)));
    }
    for step in ["()", "[0]", ".a", ".get(\"a\", {})"] {
        refused(&returning(&format!("event{}", step.repeat(10_000))));
    }
    answered(&returning(&format!("(1,) {}", "< (1,) ".repeat(10_000))));
}

#[test]
fn deep_statements() {
    for head in [
        "if event:",
        "for x in event:",
        "try:",
        "def f():",
        "class A:",
        "with a:",
        "while 1:",
    ] {
        let mut text = String::from("def rule(event):\n");
        for depth in 1..400 {
            let _ = writeln!(text, "{}{head}", " ".repeat(depth));
        }
        let _ = writeln!(text, "{}pass", " ".repeat(400));
        refused(&text);
    }
}

#[test]
fn calls_without_end() {
    refused("def rule(event):\n    return rule(event)\n");
    refused(
        "def f(e):\n    return g(e)\n\ndef g(e):\n    return not f(e)\n\ndef rule(event):\n    return f(event)\n",
    );
    refused("f = lambda e: f(e)\n\ndef rule(event):\n    return f(event)\n");
    refused("def rule(event):\n    while True:\n        pass\n");
    refused(
        "def rule(event):\n    while event.get('a'):\n        event = event.get('a')\n    return True\n",
    );
}

#[test]
fn loops_without_end() {
    for loop_ in [
        "for i in range(10**9):\n        if event.get('a') == i:\n            return True",
        "for a in range(5000):\n        for b in range(5000):\n            for c in range(5000):\n                if event.get('a') == a * b * c:\n                    return True",
        "return any(event.get('a') == i for i in range(10**9))",
        "return event.get('a') in range(10**18)",
        "return event.get('a') in list(range(10**9))",
        "return event.get('a') in [a * b for a in range(10**5) for b in range(10**5)]",
        "return event.get('a') == sum(range(10**10))",
        "from itertools import count\n    return any(event.get('a') == i for i in count())",
        "return event.get('a') in {i: i for i in range(10**8)}",
    ] {
        answered(&format!("def rule(event):\n    {loop_}\n"));
    }
}

#[test]
fn constants_without_end() {
    for constant in [
        "X = 'a' * 10**12",
        "X = [1] * 10**10",
        "X = 10 ** 10 ** 10",
        "X = 1 << 10**9",
        "X = list(range(10**9))",
        "X = str(9 ** 9 ** 9)",
        "X = '{:1000000000}'.format('x')",
        "X = f\"{'x':>1000000000}\"",
        "X = 'x'.ljust(10**10)",
        "X = '%1000000000d' % 5",
        "X = 'a'\nfor i in range(100):\n    X = X + X",
        "X = ['a']\nX += X\nX += X\nX = [X] * 100\nX.append(X)",
        "X = 'ab'.replace('', 'x' * 10**6).replace('', 'x' * 10**6)",
        "X = int('9' * 1000000)",
        "X = [[0] * 10**5 for _ in range(10**5)]",
        "while True: X = 1",
    ] {
        answered(&format!(
            "{constant}\n\ndef rule(event):\n    return event.get('a') == X\n"
        ));
    }
    let mut doubling = String::from("X0 = ['a', 'b']\n");
    for level in 1..60 {
        let _ = writeln!(doubling, "X{level} = X{0} + X{0}", level - 1);
    }
    answered(&format!(
        "{doubling}\ndef rule(event):\n    return event.get('a') in X59\n"
    ));
    let texts = doubling.replace("['a', 'b']", "'ab'");
    answered(&format!(
        "{texts}\ndef rule(event):\n    return event.get('a') == X59\n"
    ));
}

/// Each branch asks for another value.
#[test]
fn many_branches() {
    let mut chain =
        String::from("def rule(event):\n    if event.get('a') == 0:\n        return True\n");
    for value in 1..10_000 {
        let _ = writeln!(
            chain,
            "    elif event.get('a') == {value}:\n        return True"
        );
    }
    answered(&chain);
}

/// Each helper calls the one below twice.
#[test]
fn calls_that_double() {
    let mut doubling = String::from("def f0(e):\n    return e.get('a') == 'x'\n");
    for level in 1..60 {
        let below = level - 1;
        let _ = writeln!(
            doubling,
            "def f{level}(e):\n    return f{below}(e) or f{below}(e) or e.get('{level}') == 1"
        );
    }
    answered(&format!(
        "{doubling}\ndef rule(event):\n    return f59(event)\n"
    ));
}

#[test]
fn ways_without_end() {
    let mut text = String::from("def rule(event):\n    x = ''\n");
    for field in 0..64 {
        let _ = writeln!(
            text,
            "    if event.get('f{field}'):\n        x = x + '{field}'"
        );
    }
    answered(&format!("{text}    return x == '1'\n"));
    let mut text = String::from("def rule(event):\n    n = 0\n");
    for field in 0..64 {
        let _ = writeln!(
            text,
            "    if event.get('f{field}') == 'y':\n        n = n + 1"
        );
    }
    answered(&format!("{text}    return n > 32\n"));
    let mut text = String::from("def rule(event):\n    a = event.get('a')\n");
    for field in 0..200 {
        let _ = writeln!(
            text,
            "    a = (a or event.get('f{field}')) if event.get('g{field}') else (event.get('h{field}') and a)"
        );
    }
    answered(&format!("{text}    return a == 'x'\n"));
    let mut text = String::from("def rule(event):\n    a = event.get('a', '')\n");
    for _ in 0..100 {
        text.push_str("    a = f'{a}{a}'\n");
    }
    answered(&format!("{text}    return a == 'x'\n"));
    let mut text = String::from("def rule(event):\n    a = [event.get('a')]\n");
    for _ in 0..100 {
        text.push_str("    a = [a, a]\n");
    }
    answered(&format!("{text}    return event.get('b') in a or a == a\n"));
}

/// What each field adds to the list hangs on its type: there are as many lists as combinations, and it stays one list.
#[test]
fn lists_that_multiply() {
    let mut text = String::from("def rule(event):\n    all = []\n");
    for field in 0..20 {
        let _ = writeln!(text, "    all.extend(event.get('f{field}', []))");
    }
    let text = format!("{text}    return any(one.get('a') == 'x' for one in all)\n");
    let answer = answer(text.as_bytes(), &[]);
    assert_eq!(answer.code, Some(0), "{}", short(&answer.stderr));
}

/// Work is counted and not timed: the same rule ends at the same place.
#[test]
fn too_much_work_is_the_same_every_time() {
    let mut text = String::from("def rule(event):\n    n = 0\n");
    for field in 0..64 {
        let _ = writeln!(
            text,
            "    if event.get('f{field}') == 'y':\n        n = n + 1"
        );
    }
    let text = format!("{text}    return n > 32\n");
    let first = answer(text.as_bytes(), &[]);
    assert_eq!(first.code, Some(1), "{}", short(&first.stderr));
    assert_eq!(first.stderr, answer(text.as_bytes(), &[]).stderr);
    assert!(first.stderr.contains("T0705"), "{}", short(&first.stderr));
}

#[test]
fn modules_that_import_each_other() {
    let rule = "from first import same\n\ndef rule(event):\n    return same(event)\n";
    let answer = answer(
        rule.as_bytes(),
        &[
            ("first", "from second import LIMIT, same\n\nOTHER = LIMIT\n"),
            ("second", "from first import OTHER, same\n\nLIMIT = OTHER\n"),
        ],
    );
    assert_eq!(answer.code, Some(1), "{}", short(&answer.stderr));
    refused_with(
        "import rule\n\ndef rule(event):\n    return rule.rule(event)\n",
        &[],
    );
    refused_with(
        "from first import *\n\ndef rule(event):\n    return same(event)\n",
        &[("first", "from first import *\nfrom first import same\n")],
    );
}

#[test]
fn patterns_without_end() {
    for pattern in [
        "(a{1000}){1000}",
        "(((a{99}){99}){99}){99}",
        "(a+)+$",
        "\\\\p{L}{1000}",
    ] {
        answered(&format!(
            "import re\n\ndef rule(event):\n    return bool(re.search('{pattern}', event.get('a', '')))\n"
        ));
    }
    let long = "(".repeat(20_000);
    answered(&format!(
        "import re\n\ndef rule(event):\n    return bool(re.search('{long}', event.get('a', '')))\n"
    ));
}

#[test]
fn files_that_are_no_python() {
    for text in [
        "",
        "\n\n",
        "print 'Python 2'\n",
        "def rule(event):\n\treturn True\n        return False\n",
        "def rule(event)\n    return True\n",
        "AnalysisType: rule\n",
        "def other(event):\n    return True\n",
        "rule = 5\n",
        "class rule:\n    pass\n",
        "def rule(event):\n    return event.get('\u{202e}evil') == 1\n\u{0}",
        "def rule(event):\n    return \u{1b}[31m\n",
        "def rule(event):\n    \u{202e}evil(event)\n",
    ] {
        let answer = answer(text.as_bytes(), &[]);
        assert_eq!(answer.code, Some(1), "{text:?}: {}", short(&answer.stderr));
    }
    let answer = answer(b"def rule(event):\n    return '\xff' == 1\n", &[]);
    assert_eq!(answer.code, Some(1), "{}", short(&answer.stderr));
}

#[test]
fn file_names_that_lead_elsewhere() {
    for name in [
        "missing.py",
        "folder",
        "../../../../../../etc/passwd",
        "/etc/passwd",
        "/dev/zero",
        "/dev/stdin",
        "/proc/self/mem",
        "\"a\\0b.py\"",
        "\"\"",
        ".",
        "rule.yml",
        "\"\\u202erule.py\"",
    ] {
        let folder = Scratch::new();
        fs::create_dir(folder.path().join("folder")).unwrap();
        let rule = RULE.replace("rule.py", name);
        write(folder.path(), "rule.yml", rule.as_bytes());
        let answer = run(folder.path(), &["check", "rule.yml"]);
        assert_eq!(answer.code, Some(1), "{name}: {}", short(&answer.stderr));
    }
}

/// Panther cannot call these.
#[test]
fn rules_that_cannot_be_called() {
    for head in [
        "def rule()",
        "def rule(event, more)",
        "async def rule(event)",
    ] {
        refused(&format!("{head}:\n    return True\n"));
    }
}
