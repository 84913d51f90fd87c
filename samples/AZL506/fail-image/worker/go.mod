module example.org/worker

go 1.25.1
// ------ AZL506: Go 1.25.1 is asked for here
