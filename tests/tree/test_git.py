"""Git is asked read-only, says clearly what it cannot do, and is not led by the repository."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from azlint import git
from azlint.git import GitError
from azlint.tree import Refusal, RevisionTree, TreeError, WorkingTree, open_tree
from gitrepo import commit, init, write
from gitrepo import git as run


def complaint(root: Path, ref: str) -> str:
    with pytest.raises(GitError) as raised:
        git.merge_base(root, ref)
    return str(raised.value)


def test_merge_base_is_where_the_branches_part(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    first = commit(root, {"a.tf": "1"})
    run(root, "switch", "-qc", "side")
    commit(root, {"a.tf": "side"})
    run(root, "switch", "-q", "main")
    last = commit(root, {"a.tf": "main"})
    assert git.merge_base(root, "side") == first
    assert git.merge_base(root, "main") == git.merge_base(root, "HEAD") == last
    assert git.merge_base(root, "HEAD~1") == first
    run(root, "tag", "-a", "v1", "-m", "annotated", first)
    assert git.merge_base(root, "v1") == first


def test_refs_that_name_nothing(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    commit(root, {"a.tf": "1"})
    assert complaint(root, "nope") == (
        "git knows no commit `nope`: `git log --oneline --all` lists what there is"
    )
    assert "run `git fetch origin main`" in complaint(root, "origin/main")
    assert "git knows no commit `--all`" in complaint(root, "--all")
    assert "git knows no commit `-h`" in complaint(root, "-h")
    assert "git knows no commit `HEAD:a.tf`" in complaint(root, "HEAD:a.tf")
    assert "git knows no commit ``" in complaint(root, "")
    run(root, "update-ref", "refs/remotes/origin/dev", "HEAD")
    assert complaint(root, "dev") == "git knows no commit `dev`: did you mean `origin/dev`?"


def test_before_the_first_commit(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    assert git.merge_base(root, "HEAD") is None
    assert "git knows no commit `main`" in complaint(root, "main")
    commit(root, {"a.tf": ""})
    run(root, "switch", "-q", "--orphan", "fresh")
    assert "HEAD has no commit yet" in complaint(root, "main")
    commit(root, {"b.tf": ""})
    assert complaint(root, "main") == "HEAD and `main` have no history in common"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_repository_of_another_user_is_refused_with_advice(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    commit(root, {"a.tf": "1"})
    os.chown(root, 12345, 12345)
    with pytest.raises(GitError, match=r"git config --global --add safe\.directory") as raised:
        open_tree(root)
    assert str(root) in str(raised.value)


def test_outside_git(tmp_path: Path) -> None:
    assert "is not in a git work tree" in complaint(tmp_path, "HEAD")


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "git is not on PATH" in complaint(tmp_path, "HEAD")
    assert not git.repository(tmp_path)


def test_a_shallow_clone_says_which_fetch_is_missing(tmp_path: Path) -> None:
    origin = init(tmp_path / "origin")
    commit(origin, {"a.tf": "1"})
    run(origin, "switch", "-qc", "side")
    commit(origin, {"a.tf": "side"})
    run(origin, "switch", "-q", "main")
    commit(origin, {"a.tf": "2"})
    url = origin.as_uri()
    clone = tmp_path / "clone"
    run(tmp_path, "clone", "-q", "--depth=1", "--no-single-branch", url, str(clone))
    assert "run `git fetch --unshallow`" in complaint(clone, "origin/side")
    assert "fetch-depth: 0" in complaint(clone, "origin/side")
    single = tmp_path / "single"
    run(tmp_path, "clone", "-q", "--depth=1", url, str(single))
    assert "run `git fetch --unshallow origin side`" in complaint(single, "origin/side")


def test_a_partial_clone_fetches_nothing(tmp_path: Path) -> None:
    origin = init(tmp_path / "origin")
    commit(origin, {"a.tf": "1"})
    commit(origin, {"a.tf": "2"})
    run(origin, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    run(tmp_path, "clone", "-q", "--filter=blob:none", origin.as_uri(), str(clone))
    tree = RevisionTree(clone, git.merge_base(clone, "HEAD~1"))
    assert tree.files() == ("a.tf",)
    with pytest.raises(TreeError) as raised:
        tree.read("a.tf")
    assert raised.value.refusal is Refusal.UNREADABLE
    assert run(clone, "rev-list", "--objects", "--missing=print", "HEAD").count("?") == 1


def test_nothing_that_the_repository_names_is_run(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    commit(root, {"a.tf": "1", ".gitattributes": "*.tf filter=evil diff=evil\n"})
    script = tmp_path / "evil"
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", "utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    hooks = write(root, {".git/hooks/post-index-change": script.read_text("utf-8")})
    (hooks / ".git/hooks/post-index-change").chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "filter.evil.clean",
        "filter.evil.smudge",
        "diff.evil.textconv",
        "diff.external",
        "credential.helper",
    ):
        run(root, "config", key, str(script))
    write(root, {"a.tf": "22", "b.tf": ""})
    (tmp_path / "ran").unlink(missing_ok=True)
    tree = open_tree(root)
    assert tree.files() == (".gitattributes", "a.tf", "b.tf")
    base = RevisionTree(root, git.merge_base(root, "HEAD"))
    assert base.read("a.tf") == b"1"
    assert not (tmp_path / "ran").exists()


def test_a_bare_repository_inside_a_repository_is_not_asked(tmp_path: Path) -> None:
    root = tmp_path / "r"
    run(tmp_path, "init", "-q", "--bare", str(root / "inner"))
    run(root / "inner", "config", "core.bare", "false")
    run(root / "inner", "config", "core.worktree", str(tmp_path))
    write(root, {"inner/main.tf": ""})
    tree = open_tree(root / "inner")
    assert not isinstance(tree, WorkingTree)
    assert tree.root == root / "inner"


def test_a_work_tree_elsewhere_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/secret.tf": "", "r/a.tf": ""})
    root = init(tmp_path / "r")
    run(root, "config", "core.worktree", str(tmp_path / "elsewhere"))
    tree = open_tree(root)
    assert tree.root == root
    assert tree.files() == ("a.tf",)


def test_replaced_objects_are_read_as_they_are(tmp_path: Path) -> None:
    root = init(tmp_path / "r")
    first = commit(root, {"a.tf": "1"})
    second = commit(root, {"a.tf": "2"})
    run(root, "replace", second, first)
    assert RevisionTree(root, second).read("a.tf") == b"2"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/Contoso/infra.git", "Contoso/infra"),
        ("https://github.com/contoso/infra", "contoso/infra"),
        ("https://token@github.com/contoso/infra", "contoso/infra"),
        ("git@github.com:contoso/infra.git", "contoso/infra"),
        ("ssh://git@github.com/contoso/infra", "contoso/infra"),
        ("ssh://git@github.com:22/contoso/infra", "contoso/infra"),
        ("https://ghe.example.com/contoso/infra/", "contoso/infra"),
        ("/srv/git/infra", ""),
        ("file:///srv/git/infra", ""),
        ("../infra", ""),
        ("infra", ""),
    ],
)
def test_repository(tmp_path: Path, url: str, name: str) -> None:
    root = init(tmp_path / "r")
    run(root, "remote", "add", "origin", url)
    assert git.repository(root) == name


def test_no_remote_no_name(tmp_path: Path) -> None:
    assert not git.repository(init(tmp_path / "r"))
    (tmp_path / "no").mkdir()
    assert not git.repository(tmp_path / "no")
