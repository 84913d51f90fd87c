using 'main.bicep'

param capacityReservationGroupId = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-app/providers/Microsoft.Compute/capacityReservationGroups/crg-1'
//                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL201[deallocate-first]: Adding properties.capacityReservation.capacityReservationGroup.id fails while Microsoft.Compute/virtualMachines.vm runs, because it is regional: it must be deallocated first, and its start can then fail for lack of capacity
