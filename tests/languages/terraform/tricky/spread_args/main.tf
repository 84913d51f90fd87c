locals {
  lists = [["a"], ["b", "c"], []]
  maps  = [{ a = 1 }, { b = 2 }, { a = 3 }]
}
output "a" { value = concat(local.lists...) }
output "b" { value = merge(local.maps...) }
output "c" { value = max([1, 5, 2]...) }
output "d" { value = format("%s-%s", ["x", "y"]...) }
output "e" { value = try(merge([]...), "x") }
output "f" { value = setintersection([["a", "b"], ["b"]]...) }
output "g" { value = coalesce(["", "z"]...) }
output "h" { value = zipmap(["a", "b"], values({ x = 1, y = 2 })) }
