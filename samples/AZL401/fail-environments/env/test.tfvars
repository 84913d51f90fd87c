environment = "test"
protected   = "#{PROTECTED}#"
