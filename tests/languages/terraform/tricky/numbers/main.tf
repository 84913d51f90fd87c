output "a" { value = [0.1 + 0.2, 1 / 3, 10 / 4, 1e3, 1e-7, 123456789012345678901234567890, 2 * 0.5, 5 % 3, -5 % 3, 1.10] }
output "b" { value = "${0.1 + 0.2} ${1 / 3} ${1e21} ${1e-7} ${100000000000000000000000} ${2.50}" }
output "c" { value = [format("%d", 3.0), format("%.2f", 2.345), format("%e", 12345.678), format("%g", 1e10), format("%05d|%-5s|%5s|%x|%X|%o|%b|%t|%q|%v|%#v", 42, "a", "b", 255, 255, 8, 5, true, "q", [1], { a = "b" })] }
output "d" { value = [floor(-1.5), ceil(-1.5), abs(-3), max(1, 2.5), min([3, 1, 2]...), pow(2, 10), log(8, 2), signum(-2), parseint("ff", 16), parseint("-77", 8)] }
output "e" { value = [tostring(1.0), tostring(1.5), tonumber("1.50"), tostring(true), tostring(1e6)] }
output "f" { value = 1 == 1.0 }
output "g" { value = 9007199254740993 + 0 }
output "h" { value = 0.1 + 0.2 == 0.3 }
