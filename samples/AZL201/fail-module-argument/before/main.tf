module "vm" {
  source = "./modules/vm"

  capacity_reservation_group_id = null
}
