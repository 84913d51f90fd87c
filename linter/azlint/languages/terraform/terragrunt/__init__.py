"""What Terragrunt passes to roots: each unit is an environment of the module that it deploys."""
