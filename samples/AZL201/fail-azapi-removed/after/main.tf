resource "azapi_resource" "app" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL201[release-first]: Removing properties.capacityReservation.capacityReservationGroup.id fails while azapi_resource.app runs: the capacity of its reservation must be set to 0 first, or it must be deallocated and its start can then fail for lack of capacity
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
