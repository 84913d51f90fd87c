resource "azurerm_orchestrated_virtual_machine_scale_set" "app" {
  name                          = "vmss-app"
  resource_group_name           = "rg-app"
  location                      = "westeurope"
  platform_fault_domain_count   = 1
  zones                         = ["1"]
  capacity_reservation_group_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-app/providers/Microsoft.Compute/capacityReservationGroups/crg-1"
}
