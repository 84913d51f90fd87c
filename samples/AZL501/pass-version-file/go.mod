module example.com/service

go 1.24

toolchain go1.25.5
