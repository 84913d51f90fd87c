environment = "dev"
protected   = false
#             ----- AZL401: tfvars is written here
