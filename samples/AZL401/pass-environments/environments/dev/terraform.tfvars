environment = "dev"
protected   = true
