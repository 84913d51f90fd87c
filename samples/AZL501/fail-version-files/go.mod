module example.com/service

go 1.25
// ^^^^ AZL501[partial]: Go 1.25 stands for a range: the newest release that fits is installed
