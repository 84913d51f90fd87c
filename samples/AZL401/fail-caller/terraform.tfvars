protect = false
#         ----- AZL401: tfvars is written here
