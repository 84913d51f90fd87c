resource "azurerm_kubernetes_cluster_node_pool" "app" {
  name                          = "app"
  kubernetes_cluster_id         = azurerm_kubernetes_cluster.app.id
  vm_size                       = "Standard_D4s_v5"
  capacity_reservation_group_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-app/providers/Microsoft.Compute/capacityReservationGroups/crg-1"
  #                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL201[node-pool]: Adding capacity_reservation_group_id makes azurerm replace node pool azurerm_kubernetes_cluster_node_pool.app, and creating its nodes again can fail for lack of capacity
}
