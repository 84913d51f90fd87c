shares = [
  { name = "home", quota = 10 },
  { name = "scratch", quota = 10 },
]
