locals {
  items = ["a", "b"]
  empty = []
  h1    = <<EOT
x
  y ${local.items[0]}
%{for i in local.items~}
  - ${i}
%{endfor~}
end
EOT
  h2    = <<-EOT
    first
      second
    %{for i, x in local.items}
      ${i}=${x}
    %{~endfor}

    last ${~"trim"~}
    after
  EOT
  h3    = <<-EOT
      %{if length(local.empty) > 0~}
      yes
      %{else~}
      no
      %{endif~}
  EOT
  h4    = <<-EOT
  	tab
    spaces
  EOT
  h5    = <<EOT
$${lit} %%{lit} "q" \n back
EOT
  h6    = <<-EOT
  EOT
  h7    = <<-EOT

    blank first

  EOT
  h8    = "a${~" b "~}  c"
  h9    = "  %{if true~}   x   %{~endif}  "
}
output "h" { value = [local.h1, local.h2, local.h3, local.h4, local.h5, local.h6, local.h7, local.h8, local.h9] }
