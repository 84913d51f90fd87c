"""Bash scripts: commands, their words, and what holds for them. The oracle is bash itself."""

from __future__ import annotations

import shutil
import subprocess
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azlint.languages.script.parse import Shell, parse
from azlint.languages.workflow.words import Words
from azlint.source import Span
from azlint.value import NULL, Known, Unknown
from scripted import line, shown

BASH = shutil.which("bash")


def lines(text: str) -> list[str]:
    return [line(each) for each in parse(text, Shell.BASH).commands]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a b 'c d' \"e f\"", ["a b c d e f"]),
        ("az group \\\n  create -n x", ["az group create -n x"]),
        ("a $B ${C} ${D:-x} ${E%.*}", ["a <B> <C> <D?> <E?>"]),
        ('a x/${B}.tfvars -v="$C"', ["a x/<B>.tfvars -v=<C>"]),
        ("x=$(a b) ; c", ["x=a b", "c"]),
        ("a || b", ["|:a", "c:b"]),
        ("x=$(a || echo 1.0)", ["|:x=a", "c:x=echo 1.0"]),
        ("a && b || c", ["|:a", "|:b", "c:c"]),
        ("a && b", ["a", "b"]),
        ("[[ -f x ]] && b", ["c:b"]),
        ("a | b | c", ["p:a", "p:b", "c"]),
        ("cd x && a 2>&1 | tee y", ["cd x", "p:a", "tee y"]),
        ("if a; then b; elif c; then d; else e; fi", ["t:a", "c:b", "ct:c", "c:d", "c:e"]),
        ("while a; do b; done", ["t:a", "c:b"]),
        ("for e in x y; do a $e; done", ["c:a <e>"]),
        ("case $x in y) a;; *) b;; esac", ["c:a", "c:b"]),
        ("! a b", ["t:a b"]),
        ("f() { a; }\nf", ["c:f()a", "f"]),
        ("a ${{ inputs.x }}/y '${{ z }}'", ["a <{}>/y <{}>"]),
        ("${{ inputs.command }} x", ["<{}> x"]),
        ('a "${{ inputs[\'q"}}\'] }}" b', ["a <{}> b"]),
        ("cat <<EOF > f\n${X} y\nEOF\na", ["cat", "a"]),
        ("(cd x; a)", ["cd x", "a"]),
        ("A=1 a b", ["a b"]),
        ("# a\nb # c", ["b"]),
        ("é ü 𐍈", ["é ü 𐍈"]),
        ("sudo a b", ["a b"]),
        ("sudo -E -u me A a b", ["A a b"]),
        ("sudo -l", ["sudo -l"]),
        ("sudo -k -T 5 a", ["a"]),
        ("sudo", ["sudo"]),
        ("timeout 60 a", ["a"]),
        ("timeout -k 5 --foreground $T a b", ["a b"]),
        ("timeout 60", ["timeout 60"]),
        ("/usr/bin/sudo nohup nice -n 5 a &", ["a"]),
        ("command a", ["a"]),
        ("command -v a", ["command -v a"]),
        ("exec -- a -x", ["a -x"]),
        ("stdbuf -oL a", ["a"]),
        ("echo sudo a", ["echo sudo a"]),
        ("sudo A=1 B=$C a b", ["a b"]),
        ("env -i -u D A='1 2' a", ["a"]),
        ("env A=1", ["env A=1"]),
        ("env -S 'a b'", ["env -S a b"]),
        ("timeout A=1 a", ["a"]),
    ],
)
def test_commands(script: str, expected: list[str]) -> None:
    assert lines(script) == expected


def test_assignments_in_order() -> None:
    script = parse(
        "A=1\nexport B='x y' C=\"$A\"\nif x; then A=2; fi\nfor D in p q; do :; done\nE+=z",
        Shell.BASH,
    )
    assert [
        (each.name, [shown(value) for value in each.values], each.conditional, each.exported)
        for each in script.assignments
    ] == [
        ("A", ["1"], False, False),
        ("B", ["x y"], False, True),
        ("C", ["<A>"], False, True),
        ("A", ["2"], True, False),
        ("D", ["p", "q"], False, False),
        ("E", ["z"], True, False),
    ]


def test_redirects_and_here_documents() -> None:
    command = parse('cat <<EOF >> "$GITHUB_ENV"\nA=$B\nEOF\n', Shell.BASH).commands[0]
    assert [(each.operator, shown(each.target)) for each in command.redirects] == [
        ("<<", "A=<B>\n"),
        (">>", "<GITHUB_ENV>"),
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("{ a; b; } >> f", ["a >> f", "b >> f"]),
        ("(a; b) > f", ["a > f", "b > f"]),
        ("{ a; b > g; } >> f\nc", ["a >> f", "b > g", "c"]),
        ("{ b > g; a; } >> f", ["b > g", "a >> f"]),
        ('{ a "$(b)"; c | d; } >> f', ["b", "a >> f", "c", "d >> f"]),
        ("a && b >> f", ["a", "b >> f"]),
        ("a | b > f", ["a", "b > f"]),
    ],
)
def test_what_a_group_prints_goes_where_it_is_sent(script: str, expected: list[str]) -> None:
    found = [
        " ".join((each.name or "", *(f"{to.operator} {shown(to.target)}" for to in each.redirects)))
        for each in parse(script, Shell.BASH).commands
    ]
    assert found == expected


def test_what_runs_behind_a_failure_keeps_its_redirects() -> None:
    first, last = parse('a || echo b >> "$F"', Shell.BASH).commands
    assert first.otherwise == (last,)
    assert [each.operator for each in last.redirects] == [">>"]


def test_local_assignments_belong_to_the_command() -> None:
    script = parse("TF_VAR_a=x terraform plan", Shell.BASH)
    assert [(each.name, shown(each.values[0])) for each in script.commands[0].assignments] == [
        ("TF_VAR_a", "x")
    ]
    assert script.assignments == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p $A/$B/$C:1 d", ["p", "<A>/<B>/<C>:1", "d"]),
        ("p x$A/$B.c", ["p", "x<A>/<B>.c"]),
        ("p $A/x$B/c-$D-e", ["p", "<A>/x<B>/c-<D>-e"]),
        ("p '$A/$B/c' \"$A/$B/c\"", ["p", "$A/$B/c", "<A>/<B>/c"]),
    ],
)
def test_a_word_goes_on_behind_its_second_variable(text: str, expected: list[str]) -> None:
    assert [shown(each) for each in parse(text, Shell.BASH).commands[0].words] == expected


def test_a_value_goes_on_behind_its_second_variable() -> None:
    script = parse("A=$B/$C/d\n", Shell.BASH)
    assert [shown(each.values[0]) for each in script.assignments] == ["<B>/<C>/d"]
    assert script.commands == ()


def test_what_is_not_understood_is_broken() -> None:
    script = parse("a b\nif x; then", Shell.BASH)
    assert script.broken
    assert "a b" in [line(each) for each in script.commands]


@pytest.mark.parametrize("text", ["(" * 5000, "$(" * 3000, "a " * 120_000, "`" * 999, "if " * 2000])
def test_hostile_scripts_are_bounded(text: str) -> None:
    for shell in Shell:
        parse(text, shell)


@given(st.text(alphabet="ab ;|&\n'\"\\$(){}<>=#`é@-%", max_size=60), st.sampled_from(list(Shell)))
def test_any_text_gives_places_inside_it(text: str, shell: Shell) -> None:
    script = parse(text, shell)
    for command in script.commands:
        for word in command.words:
            assert 0 <= word.start <= word.end <= len(text)
            assert all(word.start <= piece.start <= piece.end for piece in word.pieces)


PLAIN = st.text(alphabet="abc./-_:,@%+é", min_size=1, max_size=5)
SINGLE = st.text(alphabet='ab $\\"`é', max_size=5).map(lambda text: f"'{text}'")
DOUBLE = st.text(alphabet="ab '/é", max_size=5).map(lambda text: f'"{text}"')
ESCAPED = st.sampled_from(["a=b", r"a\ b", r"a\$b", r'"\$"', r'"\""', r'"\a"'])
WORDS = st.lists(
    st.lists(st.one_of(PLAIN, SINGLE, DOUBLE, ESCAPED), min_size=1, max_size=4).map("".join),
    min_size=1,
    max_size=5,
)


@pytest.mark.skipif(BASH is None, reason="bash is not on PATH")
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(WORDS, min_size=1, max_size=25))
def test_words_are_those_that_bash_passes(commands: list[list[str]]) -> None:
    assert BASH is not None
    script = "\n".join(f"show {' '.join(words)}" for words in commands)
    told = "show() { printf '%s\\0' \"$@\"; printf '\\1'; }\n" + script
    run = subprocess.run([BASH, "-c", told], capture_output=True, check=True, text=True)
    expected = [part.split("\0")[:-1] for part in run.stdout.split("\1")[:-1]]
    found = parse(script, Shell.BASH).commands
    assert [[word.literal for word in each.words[1:]] for each in found] == expected


def decided(text: str) -> list[tuple[str, str, str]]:
    """The condition of each branch, what runs where it holds, and what where it does not."""
    return [
        (
            text[slice(*each.condition)].rstrip("; "),
            text[slice(*each.then)].strip("; \n"),
            text[slice(*each.otherwise)].strip("; \n"),
        )
        for each in parse(text, Shell.BASH).branches
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a && b", [("a", "b", "")]),
        ("[ $x -lt 3 ] || exit 1", [("[ $x -lt 3 ]", "", "exit 1")]),
        ("if (( x < 3 )); then a; b; fi", [("(( x < 3 ))", "a; b; fi", "")]),
        ("if ! a; then b; else c; fi", [("! a", "b", "else c; fi")]),
        (
            "if a; then b; elif c; then d; fi",
            [("a", "b", "elif c; then d; fi"), ("c", "d", "")],
        ),
        ("x=$(a || echo 1)", [("a", "", "echo 1")]),
        ("while a; do b; done", []),
    ],
)
def test_branches(script: str, expected: list[tuple[str, str, str]]) -> None:
    assert decided(script) == expected


WRITTEN = st.text(alphabet="ab./:*", max_size=6)
QUOTES = ("'", '"')
PLAIN_PATTERN = st.lists(st.sampled_from(["a", "b", ".", "/", ":", "?", r"\*"]), max_size=3).map(
    "".join
)
PATTERN = st.one_of(PLAIN_PATTERN, st.sampled_from(['"*"', '"$v"', '"a$v/"']))
EDITS = st.one_of(
    st.tuples(
        st.sampled_from(["#", "##", "%", "%%"]),
        st.tuples(PATTERN, st.sampled_from(["", "*"]), PLAIN_PATTERN).map("".join),
    ).map("".join),
    st.builds(
        "{}{}/{}".format,
        st.sampled_from(["/", "//", "/#", "/%"]),
        PATTERN.map(lambda text: text if text[:1] in QUOTES else text.replace("/", r"\/")),
        st.sampled_from(["", "x", '"y z"', "$v"]),
    ).filter(lambda text: not text.startswith("//$")),
    st.builds("{}{}".format, st.sampled_from([":-", "-"]), st.sampled_from(["", "d", '"e f"'])),
    st.builds(": {}:{}".format, st.integers(-7, 7), st.integers(0, 7)),
    st.builds(": {}".format, st.integers(-7, 7)),
    st.sampled_from(["^^", ",,", "^", ",", ""]),
)


@pytest.mark.parametrize("edit", ["%{b}", "/{b}/c", r"/#/\}"])
def test_braces_within_an_expansion_are_not_read(edit: str) -> None:
    script = f"w=a\nshow ${{w{edit}}}"
    read = parse(script, Shell.BASH)
    words = Words(script, read, partial(Span, ""), lambda _: None, lambda *_: NULL)
    assert isinstance(words.word(read.commands[-1].words[1], len(script)), Unknown)


@pytest.mark.skipif(BASH is None, reason="bash is not on PATH")
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(WRITTEN, WRITTEN, EDITS), min_size=1, max_size=40))
def test_what_is_done_to_a_variable_is_what_bash_does(cases: list[tuple[str, str, str]]) -> None:
    assert BASH is not None
    lines = [f"w='{text}'; v='{other}'\nshow \"${{w{edit}}}\"" for text, other, edit in cases]
    script = "\n".join(lines)
    told = "show() { printf '%s\\0' \"$1\"; }\n" + script
    run = subprocess.run([BASH, "-c", told], capture_output=True, check=True, text=True)
    expected = run.stdout.split("\0")[:-1]
    read = parse(script, Shell.BASH)
    words = Words(script, read, partial(Span, ""), lambda _: None, lambda *_: NULL)
    found = [words.word(each.words[1], each.start) for each in read.commands]
    assert [each.data if isinstance(each, Known) else each for each in found] == expected
