module example.com/edge

go 1.22
// ---- AZL506: Go 1.22 is asked for here

toolchain go1.22.5
