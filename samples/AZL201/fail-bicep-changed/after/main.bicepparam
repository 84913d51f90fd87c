using 'main.bicep'

param capacityReservationGroupId = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-app/providers/Microsoft.Compute/capacityReservationGroups/crg-2'
//                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ AZL201[release-first]: Changing properties.capacityReservation.capacityReservationGroup.id fails while Microsoft.Compute/virtualMachines.vm runs: the capacity of its reservation must be set to 0 first, or it must be deallocated and its start can then fail for lack of capacity
