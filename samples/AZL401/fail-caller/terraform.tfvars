protect = false
#         ----- AZL401: protect is written here
