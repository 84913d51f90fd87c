environment = "dev"
protected   = false
#             ----- AZL401: protected is written here
