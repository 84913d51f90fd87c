"""What a tree lists, reads, refuses and records."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azlint import git
from azlint.tree import FolderTree, Refusal, RevisionTree, Tree, TreeError, WorkingTree, open_tree
from gitrepo import commit, init, write
from gitrepo import git as run

IGNORES = "*.tfvars\nout/\n.terraform/\n"


def refusal(tree: Tree, path: str) -> Refusal:
    with pytest.raises(TreeError) as raised:
        tree.read(path)
    assert raised.value.path == path
    return raised.value.refusal


def revision(root: Path, ref: str = "HEAD") -> RevisionTree:
    return RevisionTree(root, git.merge_base(root, ref))


# Discovery


def test_tracked_files_are_listed_though_ignored_and_untracked_ones_unless_ignored(
    tmp_path: Path,
) -> None:
    root = init(tmp_path / "r")
    commit(root, {".gitignore": IGNORES, "main.tf": "1", "prod.tfvars": "2"})
    write(root, {"new.tf": "3", "dev.tfvars": "4", "out/x.tf": "5", ".terraform/x.tf": "6"})
    tree = open_tree(root)
    assert isinstance(tree, WorkingTree)
    assert tree.files() == (".gitignore", "main.tf", "new.tf", "prod.tfvars")
    assert tree.read("prod.tfvars") == b"2"
    assert not tree.exists("dev.tfvars")
    assert refusal(tree, "dev.tfvars") is Refusal.MISSING
    assert refusal(tree, "out/x.tf") is Refusal.MISSING


def test_outside_git_every_file_is_listed(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": IGNORES, "a.tfvars": "1", "out/x.tf": "2"})
    tree = open_tree(tmp_path)
    assert type(tree) is FolderTree
    assert tree.files() == (".gitignore", "a.tfvars", "out/x.tf")


def test_the_root_is_the_top_of_the_work_tree_unless_named(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    commit(root, {"main.tf": "", "a/b/main.tf": "", "a/x.tf": ""})
    write(root, {"a/b/new.tf": ""})
    assert open_tree(root / "a").root == root
    assert open_tree(root / "a/x.tf").root == root
    inner = open_tree(root / "a", root=root / "a")
    assert inner.files() == ("b/main.tf", "b/new.tf", "x.tf")
    base = revision(root / "a")
    assert base.files() == ("b/main.tf", "x.tf")
    assert base.read("b/main.tf") == b""


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match="there is no such file"):
        open_tree(tmp_path / "nowhere")
    with pytest.raises(TreeError, match="there is no such file"):
        open_tree(tmp_path, root=tmp_path / "nowhere")


SKIPPED = {
    ".terraform/modules/x/main.tf": "",
    "a/.terragrunt-cache/x/main.tf": "",
    "cdktf.out/main.tf.json": "",
    "web/node_modules/x/action.yml": "",
    "env/pyvenv.cfg": "",
    "env/lib/x.tf": "",
}


@pytest.mark.parametrize("tracked", [True, False])
def test_generated_folders_are_read_but_not_listed(tmp_path: Path, tracked: bool) -> None:
    root = init(tmp_path / "r")
    if tracked:
        commit(root, SKIPPED)
    files = {"main.tf": "", **SKIPPED}
    write(root, files)
    for tree in (WorkingTree(root), FolderTree(root)):
        assert tree.files() == ("main.tf",)
        assert tree.read(".terraform/modules/x/main.tf") == b""
        assert tree.read("env/lib/x.tf") == b""


def test_a_virtual_environment_at_the_root_hides_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"pyvenv.cfg": "", "main.tf": ""})
    assert FolderTree(tmp_path).files() == ("main.tf", "pyvenv.cfg")


def test_exclude_and_include(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.tf": "", "a/y.tf": "", "b.tf": "", "node_modules/z/z.tf": "", "c.tf": ""})
    tree = FolderTree(tmp_path, exclude=["a/", "/b.tf"], include=["a/y.tf", "node_modules/z/"])
    assert tree.files() == ("a/y.tf", "c.tf", "node_modules/z/z.tf")
    assert tree.read("a/x.tf") == b""
    assert tree.exists("b.tf")


def test_ignored_value_and_override_files_that_terraform_would_load(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    commit(root, {".gitignore": "*.tfvars\n*.tfvars.json\n*override*\n", "a/main.tf": ""})
    loaded = ["override.tf", "terraform.tfvars", "x.auto.tfvars", "y.auto.tfvars.json"]
    loaded += ["z_override.tf.json"]
    write(root, {f"a/{name}": name for name in (*loaded, "prod.tfvars", "x.override.txt")})
    write(root, {"docs/terraform.tfvars": "no configuration beside it"})
    expected = tuple(sorted(f"a/{name}" for name in loaded))
    for tree in (WorkingTree(root), revision(root)):
        assert tree.ignored_values() == expected
        assert [tree.read(path) for path in expected] == [p[2:].encode() for p in expected]
        assert not set(expected) & set(tree.files())
        assert not tree.exists("a/terraform.tfvars")
        assert tree.listdir("a") == ("main.tf",)
        assert tree.glob("a/*.tfvars") == ()
        assert refusal(tree, "a/prod.tfvars") is Refusal.MISSING


def test_submodules_and_nested_repositories_are_context(tmp_path: Path) -> None:
    other = init(tmp_path / "other")
    commit(other, {"main.tf": "sub"})
    root = init(tmp_path / "r")
    commit(root, {"main.tf": ""})
    run(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "mods/sub")
    run(root, "commit", "-q", "-m", "submodule")
    nested = init(root / "nested")
    commit(nested, {"x.tf": "nested"})
    for tree in (WorkingTree(root), revision(root)):
        assert tree.files() == (".gitmodules", "main.tf")
        assert tree.read("mods/sub/main.tf") == b"sub"
        assert tree.resolve("", "./mods/sub") == "mods/sub"
        assert tree.is_folder("mods/sub")
        assert tree.read("nested/x.tf") == b"nested"
        assert refusal(tree, "nested/.git/HEAD") is Refusal.MISSING
    assert open_tree(root / "mods/sub").root == root / "mods/sub"


@pytest.mark.parametrize(
    "name", ["a b", "ü", "日本", "new\nline", "tab\t", '"quoted"', "-dash", "*"]
)
def test_odd_names(tmp_path: Path, name: str) -> None:
    root = init(tmp_path / name)
    commit(root, {f"{name}/{name}.tf": "x"})
    write(root, {f"{name}/{name}2.tf": "y"})
    path = f"{name}/{name}.tf"
    assert WorkingTree(root).files() == (path, f"{name}/{name}2.tf")
    assert revision(root).files() == (path,)
    assert WorkingTree(root).read(path) == revision(root).read(path) == b"x"
    assert FolderTree(root).read(path) == b"x"


def test_a_name_that_is_not_text_is_left_out(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.tf")).write_text("x", "utf-8")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    write(tmp_path, {"a.tf": ""})
    assert FolderTree(tmp_path).files() == ("a.tf",)
    assert refusal(FolderTree(tmp_path), "\udcff.tf") is Refusal.OUTSIDE


def test_files_staged_unstaged_deleted_and_renamed(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    commit(root, {"kept.tf": "old", "gone.tf": "", "staged.tf": "old", "moved.tf": "m"})
    (root / "gone.tf").unlink()
    write(root, {"kept.tf": "new", "staged.tf": "staged", "added.tf": "added"})
    run(root, "add", "staged.tf", "added.tf")
    write(root, {"staged.tf": "newer"})
    run(root, "mv", "moved.tf", "there.tf")
    tree = WorkingTree(root)
    assert tree.files() == ("added.tf", "kept.tf", "staged.tf", "there.tf")
    assert [tree.read(p) for p in tree.files()] == [b"added", b"new", b"newer", b"m"]
    assert not tree.exists("gone.tf")
    base = revision(root)
    assert base.files() == ("gone.tf", "kept.tf", "moved.tf", "staged.tf")
    assert [base.read(p) for p in base.files()] == [b"", b"old", b"m", b"old"]


def test_before_the_first_commit(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    write(root, {"main.tf": "x", "terraform.tfvars": "y", ".gitignore": "*.tfvars"})
    run(root, "add", "main.tf")
    assert WorkingTree(root).files() == (".gitignore", "main.tf")
    base = revision(root)
    assert base.files() == ()
    assert not base.exists("main.tf")
    assert base.exists("")


def test_an_unmerged_file_is_listed_once(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    commit(root, {"a.tf": "base"})
    run(root, "switch", "-qc", "side")
    commit(root, {"a.tf": "side"})
    run(root, "switch", "-q", "main")
    commit(root, {"a.tf": "main"})
    with pytest.raises(Exception, match="merge"):
        run(root, "merge", "side")
    assert WorkingTree(root).files() == ("a.tf",)


def test_a_linked_work_tree(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    commit(root, {"a.tf": "1"})
    run(root, "worktree", "add", "-q", str(tmp_path / "other place"), "-b", "other")
    other = tmp_path / "other place"
    write(other, {"b.tf": "2"})
    assert open_tree(other).files() == ("a.tf", "b.tf")
    assert revision(other).files() == ("a.tf",)
    assert open_tree(root).files() == ("a.tf",)


def test_a_sparse_checkout_leaves_the_same_out_of_both_sides(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    commit(root, {"a/x.tf": "1", "b/y.tf": "2", "top.tf": "3"})
    run(root, "sparse-checkout", "set", "a")
    tree = WorkingTree(root)
    assert tree.files() == ("a/x.tf", "top.tf")
    assert tree.notices() == ("a sparse checkout leaves out 1 file",)
    assert revision(root).files() == ("a/x.tf", "top.tf")


def test_variables_of_a_surrounding_hook_do_not_mislead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked = init(tmp_path / "hooked")
    commit(hooked, {"hooked.tf": ""})
    root = init(tmp_path / "r")
    commit(root, {"a.tf": "1"})
    monkeypatch.setenv("GIT_DIR", str(hooked / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(hooked))
    monkeypatch.setenv("GIT_INDEX_FILE", str(hooked / ".git/index"))
    monkeypatch.setenv("GIT_PREFIX", "x/")
    assert open_tree(root).files() == ("a.tf",)
    assert revision(root).read("a.tf") == b"1"


def test_without_git_everything_is_read_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = init(tmp_path / "r")
    commit(root, {".gitignore": "*.tfvars", "a.tf": ""})
    write(root, {"a.tfvars": ""})
    monkeypatch.setenv("PATH", "")
    tree = open_tree(root)
    assert tree.files() == (".gitignore", "a.tf", "a.tfvars")
    assert tree.notices() == ("git is not on PATH: ignored files are read like all others",)
    assert open_tree(tmp_path).notices() == ()


# Reading


def test_what_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azlint.tree.disk.MAX_BYTES", 10)
    monkeypatch.setattr("azlint.tree.revision.MAX_BYTES", 10)
    root = init(tmp_path / "r")
    commit(root, {"big.tf": "x" * 11, "fits.tf": "x" * 10, "folder/a.tf": "after"})
    for tree in (FolderTree(root), WorkingTree(root), revision(root)):
        assert refusal(tree, "big.tf") is Refusal.TOO_LARGE
        assert tree.read("fits.tf") == b"x" * 10
        assert refusal(tree, "folder") is Refusal.NOT_A_FILE
        assert refusal(tree, "absent.tf") is Refusal.MISSING
        assert refusal(tree, "fits.tf/below") is Refusal.MISSING
        assert refusal(tree, "../r/fits.tf") is Refusal.OUTSIDE
        assert refusal(tree, "a\0b") is Refusal.OUTSIDE
        assert refusal(tree, "x" * 5000) is Refusal.MISSING
        assert tree.read("folder/a.tf") == b"after"


def test_the_reason_names_size_and_limit(tmp_path: Path) -> None:
    with (tmp_path / "a.tf").open("wb") as file:
        file.truncate(52_400_000)
    with pytest.raises(TreeError) as raised:
        FolderTree(tmp_path).read("a.tf")
    assert str(raised.value) == "a.tf: too large: 52.4 MB, the limit is 20 MB"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.tf": ""})
    (tmp_path / "a.tf").chmod(0)
    assert refusal(FolderTree(tmp_path), "a.tf") is Refusal.UNREADABLE


@pytest.mark.parametrize("tracked", [False, True])
def test_a_folder_that_the_system_refuses_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tracked: bool
) -> None:
    if tracked:
        commit(init(tmp_path), {"in/a.tf": "", "b.tf": ""})
    else:
        write(tmp_path, {"in/a.tf": "", "b.tf": ""})
    scan = os.scandir

    def refused(folder: Path) -> object:
        if folder.name == "in":
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr("azlint.tree.disk.os.scandir", refused)
    tree = open_tree(tmp_path)
    assert tree.files() == ("b.tf",)
    assert tree.notices() == ("not read, the folder cannot be opened: in",)


def test_a_file_that_the_system_refuses_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.tf": ""})

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(TreeError) as raised:
        FolderTree(tmp_path).read("a.tf")
    assert raised.value.reason == "cannot be read: Permission denied"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.tf")
    tree = FolderTree(tmp_path)
    assert tree.files() == ()
    assert refusal(tree, "a.tf") is Refusal.NOT_A_FILE


# Links


def linked(root: Path, links: dict[str, str]) -> None:
    for path, target in links.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(target)


def test_links_are_followed_inside_and_never_out(tmp_path: Path) -> None:
    write(tmp_path, {"secret.tf": "secret", "r2/x.tf": "sibling"})
    root = init(tmp_path / "r")
    write(root, {"common/vars.tf": "v", "modules/disk/main.tf": "d", "out/i.tf": ""})
    write(root, {".gitignore": "out/"})
    links = {
        "env/vars.tf": "../common/vars.tf",
        "env/modules": "../modules",
        "env/chain.tf": "vars.tf",
        "env/out.tf": "../../secret.tf",
        "env/outside": "../..",
        "env/sibling": "../../r2",
        "env/absolute.tf": str(root / "common/vars.tf"),
        "env/broken.tf": "nowhere.tf",
        "env/ignored.tf": "../out/i.tf",
        "env/git": "../.git",
        "a": "b",
        "b": "a",
        "self/self": "../self",
    }
    linked(root, links)
    run(root, "add", ".")
    run(root, "commit", "-qm", "links")
    for tree in (WorkingTree(root), revision(root)):
        assert tree.files() == (
            ".gitignore",
            "common/vars.tf",
            "env/chain.tf",
            "env/vars.tf",
            "modules/disk/main.tf",
        )
        assert tree.read("env/chain.tf") == b"v"
        assert tree.read("env/modules/disk/main.tf") == b"d"
        assert tree.resolve("env", "./modules/disk") == "modules/disk"
        assert tree.resolve("env/modules/disk", "../x") == "modules/x"
        assert tree.is_folder("env/modules")
        assert tree.listdir("env/modules/disk") == ("main.tf",)
        assert tree.glob("**/main.tf", "env") == ()
        for path in ("env/out.tf", "env/outside/secret.tf", "env/sibling/x.tf", "a", "b/x"):
            assert refusal(tree, path) is Refusal.OUTSIDE
            assert not tree.exists(path)
        assert refusal(tree, "env/absolute.tf") is Refusal.OUTSIDE
        assert refusal(tree, "env/broken.tf") is Refusal.MISSING
        assert refusal(tree, "env/ignored.tf") is Refusal.MISSING
        assert refusal(tree, "env/git/HEAD") is Refusal.MISSING
        assert tree.is_folder("self/self/self/self")


def test_a_long_chain_of_links_ends(tmp_path: Path) -> None:
    write(tmp_path, {"0.tf": "end"})
    linked(tmp_path, {f"{n}.tf": f"{n - 1}.tf" for n in range(1, 60)})
    tree = FolderTree(tmp_path)
    assert tree.read("40.tf") == b"end"
    assert refusal(tree, "41.tf") is Refusal.OUTSIDE


def test_an_ignored_link_is_not_there(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    commit(root, {".gitignore": "/local", "shared/a.tf": ""})
    linked(root, {"local": "shared"})
    assert not WorkingTree(root).exists("local/a.tf")


def test_a_tracked_folder_that_became_a_link(tmp_path: Path) -> None:
    write(tmp_path, {"other/a.tf": "outside"})
    root = init(tmp_path / "r")
    commit(root, {"x/a.tf": "1"})
    (root / "x/a.tf").unlink()
    (root / "x").rmdir()
    linked(root, {"x": "../other"})
    assert WorkingTree(root).files() == ()
    assert revision(root).read("x/a.tf") == b"1"


# Paths


@pytest.mark.parametrize(
    ("folder", "relative", "answer"),
    [
        ("", "./modules/disk", "modules/disk"),
        ("env/prod", "../../modules/disk/", "modules/disk"),
        ("env", ".", "env"),
        ("env", "..", ""),
        ("env", "../..", None),
        ("", "..", None),
        ("env", "../../r/env", None),
        ("env", "/etc", None),
        ("env", "a\0b", None),
        ("env", "\ud800", None),
        ("env", "..foo", "env/..foo"),
        ("env", "not there/x", "env/not there/x"),
        ("env", "a//b/./c", "env/a/b/c"),
    ],
)
def test_resolve(tmp_path: Path, folder: str, relative: str, answer: str | None) -> None:
    write(tmp_path, {"env/prod/main.tf": "", "modules/disk/main.tf": ""})
    assert FolderTree(tmp_path).resolve(folder, relative) == answer


def test_listdir_and_glob(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    files = {"a/x.json": "", "a/y.yaml": "", "a/b/z.json": "", "a[1]/q.json": "", "top.json": ""}
    commit(root, files)
    for tree in (FolderTree(root), WorkingTree(root), revision(root)):
        assert tree.listdir("a") == ("x.json", "y.yaml")
        assert tree.listdir("") == ("top.json",)
        assert tree.listdir("nowhere") == tree.listdir("../..") == tree.listdir("a/x.json") == ()
        assert tree.glob("*.json", "a") == ("a/x.json",)
        assert tree.glob("**/*.json", "a") == ("a/b/z.json", "a/x.json")
        assert tree.glob("*.json", "a[1]") == ("a[1]/q.json",)
        assert tree.glob("*.{json,yaml}", "a") == ("a/x.json", "a/y.yaml")
        assert tree.glob("../*.json", "a") == ()


@given(st.lists(st.sampled_from(["..", ".", "", "a", "x.tf", "link", "\0", "é"]), max_size=8))
def test_no_path_leads_out(parts: list[str]) -> None:
    tree = FolderTree(Path(__file__).parent)
    answer = tree.resolve("a", "/".join(parts))
    assert answer is None or ".." not in answer.split("/")
    assert tree.exists("/".join(parts)) in {True, False}


# Records


def test_everything_asked_is_recorded_with_its_answer(tmp_path: Path) -> None:
    write(tmp_path, {"a.tf": "1"})
    tree = FolderTree(tmp_path)
    tree.files()
    tree.read("a.tf")
    with tree.recording() as asked:
        refusal(tree, "b.tf")
        tree.exists("terraform.tfvars")
        tree.is_folder("a.tf")
        tree.glob("*.auto.tfvars")
        tree.resolve("", "../x")
        tree.listdir("")
    assert set(asked) == {
        ("read", "b.tf"),
        ("exists", "terraform.tfvars"),
        ("exists", "a.tf"),
        ("glob", "\0*.auto.tfvars"),
        ("resolve", "\0../x"),
        ("listdir", ""),
    }
    assert set(tree.asked) == set(asked) | {("files", ""), ("read", "a.tf")}

    write(tmp_path, {"terraform.tfvars": "", "x.auto.tfvars": "", "b.tf": ""})
    changed = FolderTree(tmp_path)
    with changed.recording() as again:
        changed.read("b.tf")
        changed.exists("terraform.tfvars")
        changed.is_folder("a.tf")
        changed.glob("*.auto.tfvars")
        changed.resolve("", "../x")
        changed.listdir("")
    assert {question for question in asked if asked[question] != again[question]} == {
        ("read", "b.tf"),
        ("exists", "terraform.tfvars"),
        ("glob", "\0*.auto.tfvars"),
        ("listdir", ""),
    }


def test_the_head_of_a_file_is_its_first_bytes(tmp_path: Path) -> None:
    write(tmp_path, {"a.json": "0123456789"})
    (tmp_path / "out.json").symlink_to("/etc/hostname")
    tree = FolderTree(tmp_path)
    with tree.recording() as asked:
        heads = [tree.head(path, 4) for path in ("a.json", "none.json", "out.json")]
    assert heads == [b"0123", b"", b""]
    assert set(asked) == {("head", f"4\0{name}.json") for name in ("a", "none", "out")}


def test_a_recording_ends_with_its_block(tmp_path: Path) -> None:
    tree = FolderTree(tmp_path)
    with tree.recording() as outer:
        with tree.recording() as inner:
            tree.exists("a")
        tree.exists("b")
    tree.exists("c")
    assert set(inner) == {("exists", "a")}
    assert set(outer) == {("exists", "a"), ("exists", "b")}


# What another tree lends


def lending(tmp_path: Path) -> tuple[FolderTree, str]:
    write(tmp_path / "root", {"main.tf": "1", "sub/a.tf": "2"})
    write(tmp_path / "kv", {"main.tf": "3", "inner/x.json": "4", "secret/key": "5"})
    (tmp_path / "kv/out").symlink_to("../root")
    tree = FolderTree(tmp_path / "root")
    return tree, tree.lend("kv", FolderTree(tmp_path / "kv"))


def test_what_is_lent_is_read_and_not_listed(tmp_path: Path) -> None:
    tree, lent = lending(tmp_path)
    assert lent == "<outside>/kv"
    assert tree.files() == ("main.tf", "sub/a.tf")
    assert tree.read(f"{lent}/inner/x.json") == b"4"
    assert tree.listdir(lent) == ("main.tf",)
    assert tree.glob("**/*.json", lent) == (f"{lent}/inner/x.json",)
    assert (tree.exists(lent), tree.is_folder(f"{lent}/inner")) == (True, True)
    assert refusal(tree, f"{lent}/none.tf") is Refusal.MISSING
    assert tree.asked["read", f"{lent}/none.tf"] == "MISSING"
    assert ("listdir", lent) in tree.asked


def test_neither_tree_leads_into_the_other(tmp_path: Path) -> None:
    tree, lent = lending(tmp_path)
    assert tree.resolve(lent, "./inner") == f"{lent}/inner"
    assert tree.resolve(lent, "../kv/inner") == f"{lent}/inner"
    assert tree.resolve(lent, "../../sub") is None
    assert tree.resolve(lent, "../other") is None
    assert tree.resolve("", "../kv") is None
    assert refusal(tree, f"{lent}/out/main.tf") is Refusal.OUTSIDE
    assert refusal(tree, f"{lent}/../kv/main.tf") is Refusal.OUTSIDE


def test_two_folders_of_one_name_are_lent_apart(tmp_path: Path) -> None:
    tree, lent = lending(tmp_path)
    write(tmp_path / "other/kv", {"main.tf": "6"})
    again = tree.lend("kv", FolderTree(tmp_path / "kv"))
    second = tree.lend("kv", FolderTree(tmp_path / "other/kv"))
    assert (again, second) == (lent, "<outside>/kv-2")
    assert (tree.read(f"{lent}/main.tf"), tree.read(f"{second}/main.tf")) == (b"3", b"6")
