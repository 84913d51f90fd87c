environment = "prod"
protected   = true
