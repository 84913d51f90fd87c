output "a" { value = [flatten([[1, [2]], [], [[[3]]]]), slice(["a", "b", "c"], 1, 3), element(["a", "b"], 5), chunklist([1, 2, 3], 2), concat([], [1], ["a"]), reverse([1, "a"]), sort(["b", "A", "a", "10", "9"]), range(0, 5, 2), range(3, 0), index(["a", "b"], "b"), matchkeys(["x", "y"], ["1", "2"], ["2"]), setsubtract(["a", "b"], ["a"]), coalescelist([], ["z"]), sum([1, 2.5]), alltrue([]), anytrue([false, "true"]), lookup({ a = 1 }, "a", 0)] }
output "b" { value = [for i, x in ["a", "b"] : "${i}${x}" if i > 0] }
output "c" { value = [for k, v in { b = 1, a = 2 } : "${k}${v}"] }
output "d" { value = [1, 2, 3][length([1, 2]) - 1] }
output "e" { value = tolist([1, "a", true]) }
output "f" { value = [[1, "a"], tolist([tolist([1]), tolist(["b"])])] }
output "g" { value = one(toset(["x"])) }
output "h" { value = [] == tolist([]) }
output "i" { value = [1] == tolist([1]) }
