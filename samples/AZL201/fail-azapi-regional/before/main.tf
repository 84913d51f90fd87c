resource "azapi_resource" "app" {
  type      = "Microsoft.Compute/virtualMachines@2024-11-01"
  name      = "vm-app"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-app"
  location  = "westeurope"

  body = {
    properties = {
      hardwareProfile = {
        vmSize = "Standard_D4s_v5"
      }
    }
  }
}
