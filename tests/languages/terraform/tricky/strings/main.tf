output "a" { value = [substr("héllo", 1, 3), strrev("añb"), title("ab cd-ef"), upper("straße"), length("日本"), replace("a.b.c", ".", "-"), replace("abc", "/[bc]/", "<$0>"), trim("xxaxx", "x"), trimprefix("aab", "a"), chomp("a\n\n"), indent(2, "a\nb"), split(",", ""), split("", "abc"), join("-", []), startswith("", ""), format("%v", ["a"]), formatlist("%s-%s", ["a", "b"], "c")] }
output "b" { value = [regex("(\\d+)-(x)?", "12-x 3"), regexall("[a-z]", "a1b"), try(regex("z", "a"), "no")] }
output "c" { value = [jsonencode({ b = 1, a = "<&>\u2028", n = null, l = [1.0, 1.5, true] }), yamlencode({ a = [1, "1", "true", null], b = { c = "x: y\nz" } }), base64encode("é"), urlencode("a b/é+"), csvdecode("a,b\n1,\"x,y\"\n")] }
output "d" { value = [md5("a"), sha1("a"), sha256("a"), base64sha256("a"), uuidv5("dns", "example.com")] }
output "e" { value = [cidrsubnet("10.0.0.0/16", 8, 3), cidrhost("10.0.0.0/24", -2), cidrsubnets("10.0.0.0/16", 4, 4, 8), cidrnetmask("172.16.0.0/12"), cidrsubnet("fd00::/48", 16, 5)] }
output "f" { value = [formatdate("YYYY-MM-DD'T'hh:mm:ssZ EEEE DD MMM", "2024-02-29T13:05:09+02:00"), timeadd("2024-01-31T00:00:00Z", "24h30m"), timecmp("2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00")] }
output "g" { value = "caf\u00e9 ${"nested ${"deep"}"} \"q\" \t tab" }
