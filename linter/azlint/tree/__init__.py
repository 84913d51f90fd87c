"""The one door to the files of a repository: nothing else opens, lists or resolves its paths.

Paths are POSIX and relative to the root; the root itself is the empty string. Sizes, symbolic
links and ways out of the root are dealt with here and nowhere else. A tree records what it was
asked and what it answered, absences included: that list is the key of every cached stage.
"""

from azlint.tree.base import OUTSIDE, Asked, Refusal, Tree, TreeError
from azlint.tree.disk import FolderTree, WorkingTree, open_tree
from azlint.tree.revision import RevisionTree

__all__ = [
    "OUTSIDE",
    "Asked",
    "FolderTree",
    "Refusal",
    "RevisionTree",
    "Tree",
    "TreeError",
    "WorkingTree",
    "open_tree",
]
