capacity_reservation_group_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-app/providers/Microsoft.Compute/capacityReservationGroups/crg-weu-1"

data_disks = [
  { vm = "vm1", lun = 0, size = 128 },
  { vm = "vm1", lun = 1, size = 256 },
  { vm = "vm2", lun = 0, size = 128 },
]
