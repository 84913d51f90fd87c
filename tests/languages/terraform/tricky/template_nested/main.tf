locals { xs = [{ n = "a", l = [1, 2] }, { n = "b", l = [] }] }
output "a" { value = "%{for x in local.xs}${x.n}[%{for i, y in x.l}%{if i > 0},%{endif}${y}%{endfor}]%{endfor}" }
output "b" { value = join("\n", [for x in local.xs : "${x.n}=${join(",", x.l)}"]) }
output "c" {
  value = <<-T
  %{~for k, v in { b = 1, a = 2 } ~}
  ${k}: ${v}
  %{~endfor~}
  T
}
output "d" { value = [for x in local.xs : x.n][0] }
output "e" { value = { a = 1 }.a }
output "f" { value = true ? "a${1}" : "b" }
