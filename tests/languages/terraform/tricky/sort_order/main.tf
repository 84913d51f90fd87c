locals { m = { "10" = 1, "9" = 2, "a" = 3, "B" = 4, "é" = 5, "_" = 6, "Z" = 7, "aa" = 8 } }
output "k" { value = keys(local.m) }
output "v" { value = values(local.m) }
output "s" { value = sort(["10", "9", "a", "B", "é", "_", "Z"]) }
output "t" { value = tolist(toset(["10", "9", "a", "B", "é", "_"])) }
output "f" { value = [for k, v in local.m : k] }
output "n" { value = tolist(toset([10, 9, -1, 1.5])) }
